#include "compression.h"

#include "certphoto/verdict.hpp"

namespace certphoto::quality {

void ImageCompression::run(cph::Call& call) const {
  constexpr auto kRule = "image.compression";
  const double quality = cph::SourceInfo::of(call).jpeg_quality;
  cph::Finding f;
  f.rule = kRule;
  if (!(quality > 0)) {
    f.verdict = CPH_VERDICT_NOT_APPLICABLE;  // not a JPEG
  } else {
    f.unit = "quality";
    cph::Limits::at_least(call, kRule, "quality_review_min", "quality_min").apply(f, quality);
    f.note = f.verdict == CPH_VERDICT_FAIL     ? "compressed"
             : f.verdict == CPH_VERDICT_REVIEW ? "much_compressed"
                                               : nullptr;
  }
  call.report(f);
}

}  // namespace certphoto::quality
