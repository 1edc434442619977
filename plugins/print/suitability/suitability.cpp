#include "suitability/suitability.h"

#include <algorithm>
#include <cmath>
#include <cstdio>

#include "drawing/photo_fit.h"
#include "suitability/blur.h"

namespace certphoto::print {
namespace {

// The blur disc that has the variance of a Gaussian: a uniform disc of diameter d has, along one axis, (d /
// 4)².
constexpr double kDiscOfSigma = 4;

struct Printed {
  PrintSize size;
  double um_per_px = 0;
  double dpi = 0;  // as reached if the pixels were rounded down
};

// The size at which the picture's pixels are largest.
Printed Coarsest(const Pixels& picture, const std::vector<PrintSize>& sizes) {
  Printed worst;
  for (const auto& size : sizes) {
    const auto fit = FitPhoto(picture.width, picture.height, size.photo, size.window);
    if (fit.um_per_px <= worst.um_per_px) continue;
    // 295 px for 25 mm are 299.7 dpi and meant as 300: the size in pixels was rounded down by less than one.
    const double shown_px =
        std::min(static_cast<double>(fit.shown.width), static_cast<double>(fit.shown.height)) / fit.um_per_px;
    worst = {size, fit.um_per_px, fit.Dpi() * (shown_px + 1) / shown_px};
  }
  return worst;
}

cph::Finding Start(const char* rule, double value, const char* unit, bool good) {
  cph::Finding finding;
  finding.rule = rule;
  finding.verdict = good ? CPH_VERDICT_PASS : CPH_VERDICT_FAIL;
  finding.value = value;
  finding.unit = unit;
  return finding;
}

}  // namespace

std::string SizeName(const Size& size) {
  char text[64];
  std::snprintf(text, sizeof text, "%g×%g mm", ToMm(size.width), ToMm(size.height));
  return text;
}

SuitabilityLimits LimitsOf(const cph::Call& call) {
  return {call.spec("output.dpi").value_or(call.threshold("print.resolution", "dpi_min")),
          call.threshold("print.sharpness", "blur_mm_max"),
          call.spec("jpeg.quality_min").value_or(call.threshold("print.compression", "quality_min"))};
}

std::vector<cph::Finding> JudgeForPrint(const Pixels& picture, int jpeg_quality,
                                        const std::vector<PrintSize>& sizes,
                                        const SuitabilityLimits& limits) {
  const auto printed = Coarsest(picture, sizes);
  const cph::NoteArg size{"size", SizeName(printed.size.photo), 0};
  std::vector<cph::Finding> out;

  auto resolution =
      Start("print.resolution", 25400 / printed.um_per_px, "dpi", printed.dpi >= limits.dpi_min);
  resolution.limit_min = limits.dpi_min;
  if (resolution.verdict == CPH_VERDICT_FAIL) resolution.note = kCoarseNote.code;
  resolution.args = {size};
  out.push_back(std::move(resolution));

  const auto sigma = BlurSigmaPx(picture);
  const double blur_mm = sigma ? *sigma * kDiscOfSigma * printed.um_per_px / 1000 : cph::kNone;
  auto sharpness = Start("print.sharpness", blur_mm, "mm", blur_mm <= limits.blur_mm_max);
  sharpness.limit_max = limits.blur_mm_max;
  if (!sigma) sharpness.verdict = CPH_VERDICT_INCONCLUSIVE;
  if (sharpness.verdict != CPH_VERDICT_PASS) sharpness.note = sigma ? kBlurredNote.code : kNoEdgesNote.code;
  sharpness.args = {size};
  out.push_back(std::move(sharpness));

  auto compression = Start("print.compression", jpeg_quality > 0 ? jpeg_quality : cph::kNone, "quality",
                           jpeg_quality >= limits.quality_min);
  compression.limit_min = limits.quality_min;
  if (jpeg_quality == 0) compression.verdict = CPH_VERDICT_NOT_APPLICABLE;
  if (compression.verdict == CPH_VERDICT_FAIL) compression.note = kCompressedNote.code;
  out.push_back(std::move(compression));
  return out;
}

}  // namespace certphoto::print
