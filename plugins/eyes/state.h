// eyes.state: how far the lids are apart, and what the eye-state network says.
#ifndef CERTPHOTO_PLUGINS_EYES_STATE_H
#define CERTPHOTO_PLUGINS_EYES_STATE_H

#include "certphoto/facts.hpp"

namespace certphoto::eyes {

struct EyesState {
  static constexpr auto kind = CPH_KIND_ANALYZER;
  static constexpr auto id = "eyes.state";
  static constexpr auto summary = "Lids of both eyes as numbers, and the eye-state network's opinion";
  static constexpr auto needs =
      cph::list(cph::fact::kSourceImage, cph::fact::kFaceMesh, cph::fact::kFaceEyes);
  static constexpr auto gives = cph::list(cph::fact::kEyesState);
  static constexpr auto models = cph::list("face.eye_state");

  explicit EyesState(cph::Setup& setup) : model_(setup.model("face.eye_state")) {}
  void run(cph::Call& call) const;

 private:
  [[nodiscard]] double open_log_odds(cph::Call& call, const cph::ImageView& photo, std::span<const float> eye,
                                     double angle) const;
  cph::Model model_;
};

}  // namespace certphoto::eyes

#endif
