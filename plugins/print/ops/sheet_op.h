// print.sheet: sheets of finished photos.
#ifndef CERTPHOTO_PRINT_OPS_SHEET_OP_H
#define CERTPHOTO_PRINT_OPS_SHEET_OP_H

#include "jobs/job_items.h"
#include "ops/sheet_params.h"

namespace certphoto::print {

inline constexpr auto kGamutThresholds = cph::list("delta_e_max");
inline constexpr auto kCutThresholds = cph::list("tolerance_mm_min");

class SheetOp {
 public:
  static constexpr auto kind = CPH_KIND_RENDERER;
  static constexpr auto id = "print.sheet";
  static constexpr auto summary =
      "Print sheets of finished photos: PDF or raster, marks, captions, picking list";
  static constexpr auto params = kSheetParams;
  static constexpr std::array rules{kPhotoRule,
                                    kResolutionRule,
                                    kSharpnessRule,
                                    kCompressionRule,
                                    kCaptionRule,
                                    cph::rule("print.gamut", kGamutThresholds),
                                    cph::rule("print.cut", kCutThresholds)};
  static constexpr std::array notes{
      kUnreadableNote,
      kCoarseNote,
      kBlurredNote,
      kNoEdgesNote,
      kCompressedNote,
      kMissingGlyphNote,
      kCutTextNote,
      cph::note("out_of_gamut", "打印机印不出背景色 {colour}，色差 {value}，应不超过 {limit_max}",
                "the printer cannot make the background {colour}: it is {value} away, at most {limit_max} is "
                "wanted"),
      cph::note("no_profile", "未提供打印机特性文件", "no printer profile was given"),
      cph::note("tight", "裁切偏差超过 {value} 毫米就会露白或切到相邻照片；建议留 {limit_min} 毫米以上",
                "a cut more than {value} mm off shows paper or a neighbour; leave {limit_min} mm or more")};

  explicit SheetOp(cph::Setup& setup) : job_(ReadSheetJob(setup)) {}
  void run(cph::Call& call);

 private:
  SheetJob job_;
};

}  // namespace certphoto::print

#endif
