// face.blur: how blurred the face is, at the face's own scale.
#ifndef CERTPHOTO_PLUGINS_QUALITY_FACE_BLUR_H
#define CERTPHOTO_PLUGINS_QUALITY_FACE_BLUR_H

#include "certphoto/facts.hpp"

namespace certphoto::quality {

struct FaceBlur {
  static constexpr auto kind = CPH_KIND_ANALYZER;
  static constexpr auto id = "face.blur";
  static constexpr auto summary = "Blur of the face across and along it, over the distance between the eyes";
  static constexpr auto threading = CPH_INSTANCE_PARALLEL;
  static constexpr auto needs = cph::list(cph::fact::kSourceImage, cph::fact::kFaceMesh);
  static constexpr auto gives = cph::list(cph::fact::kFaceBlur);

  void run(cph::Call& call) const;
};

}  // namespace certphoto::quality

#endif
