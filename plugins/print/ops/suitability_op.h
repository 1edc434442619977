// print.suitability: is the finished photo good enough for the paper photo of its spec?
#ifndef CERTPHOTO_PRINT_OPS_SUITABILITY_OP_H
#define CERTPHOTO_PRINT_OPS_SUITABILITY_OP_H

#include "certphoto/facts.hpp"
#include "suitability/suitability.h"

namespace certphoto::print {

// A check on the product. Not applicable to a spec without a printed size.
class SuitabilityOp {
 public:
  static constexpr auto kind = CPH_KIND_CHECK;
  static constexpr auto id = "print.suitability";
  static constexpr auto summary =
      "Resolution, sharpness and compression of the finished photo at its printed size";
  static constexpr auto needs = cph::list(cph::fact::kSourceImage, cph::fact::kSourceFile);
  static constexpr std::array rules{kResolutionRule, kSharpnessRule, kCompressionRule};
  static constexpr std::array notes{
      kCoarseNote, kBlurredNote, kNoEdgesNote, kCompressedNote,
      cph::note("no_print", "该规格没有纸质照片", "the spec has no paper photo")};

  void run(cph::Call& call);
};

}  // namespace certphoto::print

#endif
