// mouth.patch: the mouth, cut out level and in L*a*b*, for whoever judges it.
#ifndef CERTPHOTO_PLUGINS_MOUTH_PATCH_H
#define CERTPHOTO_PLUGINS_MOUTH_PATCH_H

#include "certphoto/facts.hpp"

namespace certphoto::mouth {

struct MouthPatch {
  static constexpr auto kind = CPH_KIND_ANALYZER;
  static constexpr auto id = "mouth.patch";
  static constexpr auto summary = "The mouth, level, 32 x 16 samples in L*a*b*";
  static constexpr auto threading = CPH_INSTANCE_PARALLEL;
  static constexpr auto needs = cph::list(cph::fact::kSourceImage, cph::fact::kFaceMesh);
  static constexpr auto gives = cph::list(cph::fact::kMouthPatch);

  void run(cph::Call& call) const;
};

}  // namespace certphoto::mouth

#endif
