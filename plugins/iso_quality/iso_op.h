// quality.iso: components of ISO/IEC 29794-5 of the capture. Information: no rule reads them, since the
// standard sets no limits and some of them mislead for certificate photos.
#ifndef CERTPHOTO_PLUGINS_ISO_QUALITY_ISO_OP_H
#define CERTPHOTO_PLUGINS_ISO_QUALITY_ISO_OP_H

#include "certphoto/facts.hpp"

namespace certphoto::iso_quality {

// f32 [19], each 0 to 100: components 0x43 to 0x48, 0x4B to 0x4E and 0x52 to 0x5A of the capture, in this
// order. NaN: not measured.
inline constexpr auto kIsoQuality = "quality.iso/1";
inline constexpr std::size_t kComponents = 19;

struct IsoQuality {
  static constexpr auto kind = CPH_KIND_ANALYZER;
  static constexpr auto id = "quality.iso";
  static constexpr auto summary = "Quality components of ISO/IEC 29794-5, 0 to 100, as information";
  static constexpr auto threading = CPH_INSTANCE_PARALLEL;
  static constexpr auto needs = cph::list(cph::fact::kSourceImage, cph::fact::kSourceInfo,
                                          cph::fact::kFaceBoxes, cph::fact::kFaceMesh, cph::fact::kFacePose);
  static constexpr auto uses = cph::list(cph::fact::kEyesState);
  static constexpr auto gives = cph::list(kIsoQuality);

  void run(cph::Call& call) const;
};

}  // namespace certphoto::iso_quality

#endif
