// source.not_reused: what a photo alone can say about being used twice: its fingerprint. A run compares them.
#ifndef CERTPHOTO_PLUGINS_PROVENANCE_NOT_REUSED_H
#define CERTPHOTO_PLUGINS_PROVENANCE_NOT_REUSED_H

#include "photo_hash.h"

namespace certphoto::provenance {

struct NotReused {
  static constexpr auto kind = CPH_KIND_CHECK;
  static constexpr auto id = "source.not_reused";
  static constexpr auto summary = "The photo's fingerprint; a run looks for photos handed in twice";
  static constexpr auto threading = CPH_INSTANCE_PARALLEL;
  static constexpr auto needs = cph::list(kPhotoHash);
  static constexpr std::array rules{cph::rule("source.not_reused")};
  static constexpr std::array notes{cph::note(
      "alone", "单张照片没有可比较的对象，批量处理时会互相比较；画面指纹 {hash}",
      "one photo alone has nothing to be compared with, a run compares its photos; fingerprint {hash}")};

  void run(cph::Call& call) const;
};

}  // namespace certphoto::provenance

#endif
