#include "ops/suitability_op.h"

#include "pdf/jpeg_info.h"

namespace certphoto::print {
namespace {

void ReportNotApplicable(cph::Call& call) {
  for (const auto& rule : SuitabilityOp::rules) {
    cph::Finding finding;
    finding.rule = rule.rule;
    finding.verdict = CPH_VERDICT_NOT_APPLICABLE;
    finding.note = "no_print";
    call.report(finding);
  }
}

Pixels Copy(const cph::ImageView& image) {
  Pixels pixels{image.width(), image.height(), {}};
  for (int y = 0; y < image.height(); ++y)
    pixels.rgb.insert(pixels.rgb.end(), image.row(y), image.row(y) + std::ptrdiff_t(image.width()) * 3);
  return pixels;
}

}  // namespace

void SuitabilityOp::run(cph::Call& call) {
  const auto width = call.spec("print.width_mm"), height = call.spec("print.height_mm");
  if (!width || !height) return ReportNotApplicable(call);
  PrintSize size{{FromMm(*width), FromMm(*height)}, {}};
  const auto window_width = call.spec("print.window_width_mm"),
             window_height = call.spec("print.window_height_mm");
  if (window_width && window_height) size.window = Size{FromMm(*window_width), FromMm(*window_height)};
  const auto info = ReadJpegInfo(call.tensor(cph::fact::kSourceFile).values<std::uint8_t>());
  for (const auto& finding : JudgeForPrint(Copy(call.image(cph::fact::kSourceImage)),
                                           info ? info->quality : 0, {size}, LimitsOf(call)))
    call.report(finding);
}

}  // namespace certphoto::print
