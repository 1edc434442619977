// jewellery.earrings: no earrings, studs or earphones.
#ifndef CERTPHOTO_PLUGINS_JEWELLERY_EARRINGS_H
#define CERTPHOTO_PLUGINS_JEWELLERY_EARRINGS_H

#include <span>

#include "certphoto/facts.hpp"
#include "certphoto/level_frame.hpp"

namespace certphoto::jewellery {

inline constexpr int kEarSide = 64;

// From the pixels of the network's patch to source px: 1.2 units around the ear, the right one mirrored
// (scripts/train/patches/patches.py).
[[nodiscard]] cph::Affine ear_square(std::span<const float> mesh, bool right);

// Fills verdict, value, limit, note, and which ears to draw. `left`, `right`: probabilities.
struct EarsJudged {
  cph::Finding finding;
  bool left = false, right = false;
};
[[nodiscard]] EarsJudged judge_ears(const cph::Call& call, double left, double right);

struct Earrings {
  static constexpr auto kind = CPH_KIND_CHECK;
  static constexpr auto id = "jewellery.earrings";
  static constexpr auto summary = "Earrings, studs and earphones at both ears, by a small network";
  static constexpr auto threading = CPH_INSTANCE_PARALLEL;
  static constexpr auto needs = cph::list(cph::fact::kSourceImage, cph::fact::kFaceMesh);
  static constexpr auto models = cph::list("jewellery.ear");
  static constexpr auto kThresholds = cph::list("earring_review_score", "earring_max_score");
  static constexpr std::array rules{cph::rule("jewellery.earrings", kThresholds)};
  static constexpr std::array notes{
      cph::note("left_earring", "照片左侧的耳朵上戴着耳环、耳钉或耳机",
                "there is an earring, a stud or an earphone at the ear on the left of the photo"),
      cph::note("right_earring", "照片右侧的耳朵上戴着耳环、耳钉或耳机",
                "there is an earring, a stud or an earphone at the ear on the right of the photo"),
      cph::note("both_earrings", "两只耳朵上都戴着耳环、耳钉或耳机",
                "there are earrings, studs or earphones at both ears"),
      cph::note("maybe_earring", "耳朵上好像戴着耳环、耳钉或耳机，需要人工确认",
                "there seems to be an earring, a stud or an earphone; a person will look"),
      cph::note("no_earring", "没有看到耳环或耳机", "no earring or earphone is seen"),
  };

  explicit Earrings(cph::Setup& setup) : model_(setup.model("jewellery.ear")) {}
  void run(cph::Call& call) const;

 private:
  cph::Model model_;
};

}  // namespace certphoto::jewellery

#endif
