// face.eyes: lids and iris of both eyes.
#ifndef CERTPHOTO_PLUGINS_FACE_EYES_H
#define CERTPHOTO_PLUGINS_FACE_EYES_H

#include <span>

#include "certphoto/facts.hpp"
#include "certphoto/mesh_points.hpp"

namespace certphoto::face {

struct FaceEyes {
  static constexpr auto kind = CPH_KIND_ANALYZER;
  static constexpr auto id = "face.eyes";
  static constexpr auto summary = "Contour and iris of both eyes";
  static constexpr auto needs = cph::list(cph::fact::kSourceImage, cph::fact::kFaceMesh);
  static constexpr auto gives = cph::list(cph::fact::kFaceEyes);
  static constexpr auto models = cph::list("face.iris");

  explicit FaceEyes(cph::Setup& setup) : model_(setup.model("face.iris")) {}
  void run(cph::Call& call) const;

 private:
  void look(cph::Call& call, const cph::ImageView& photo, const cph::Affine& to_source,
            std::span<float> out) const;

  cph::Model model_;
};

}  // namespace certphoto::face

#endif
