// person.matte: the full-size matte, how sure it is, and the wall behind.
#ifndef CERTPHOTO_BACKGROUND_MATTE_OP_H
#define CERTPHOTO_BACKGROUND_MATTE_OP_H

#include "certphoto/facts.hpp"
#include "facts.h"

namespace background {

struct Matte {
  static constexpr auto kind = CPH_KIND_ANALYZER;
  static constexpr auto id = "person.matte";
  static constexpr auto summary = "Opacity of the person at full size, hair included";
  static constexpr auto threading = CPH_INSTANCE_PARALLEL;
  static constexpr auto needs = cph::list(cph::fact::kSourceImage, kPhotoSmall, cph::fact::kPersonMask);
  static constexpr auto uses = cph::list(cph::fact::kFaceBoxes);
  static constexpr auto gives =
      cph::list(cph::fact::kPersonMatte, cph::fact::kMatteConfidence, kWallModel, kMatteDoubts);

  static constexpr auto models = cph::list("person.refiner", "person.segmentation");

  explicit Matte(cph::Setup& setup)
      : refiner_(setup.model("person.refiner")), segmentation_(setup.model("person.segmentation")) {}
  void run(cph::Call& call) const;

 private:
  cph::Model refiner_, segmentation_;
};

}  // namespace background

#endif
