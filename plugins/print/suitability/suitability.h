// Whether a photo is good enough for the size it is printed at.
#ifndef CERTPHOTO_PRINT_SUITABILITY_SUITABILITY_H
#define CERTPHOTO_PRINT_SUITABILITY_SUITABILITY_H

#include <optional>
#include <string>
#include <vector>

#include "certphoto/plugin.hpp"
#include "jobs/pictures.h"
#include "jobs/sheet_settings.h"

namespace certphoto::print {

// The limits in force: the spec's where it states them, else the rules'.
struct SuitabilityLimits {
  double dpi_min = 0;
  double blur_mm_max = 0;
  double quality_min = 0;
};
[[nodiscard]] SuitabilityLimits LimitsOf(const cph::Call& call);

// The rules print.resolution, print.sharpness and print.compression, judged at the largest of the sizes, in
// this order. `jpeg_quality` 0: the file is no JPEG or does not tell.
[[nodiscard]] std::vector<cph::Finding> JudgeForPrint(const Pixels& picture, int jpeg_quality,
                                                      const std::vector<PrintSize>& sizes,
                                                      const SuitabilityLimits& limits);

// "33x48 mm"
[[nodiscard]] std::string SizeName(const Size& size);

// What the operations that report them declare.
inline constexpr auto kResolutionThresholds = cph::list("dpi_min");
inline constexpr auto kSharpnessThresholds = cph::list("blur_mm_max");
inline constexpr auto kCompressionThresholds = cph::list("quality_min");
inline constexpr cph_rule_use kResolutionRule = cph::rule("print.resolution", kResolutionThresholds);
inline constexpr cph_rule_use kSharpnessRule = cph::rule("print.sharpness", kSharpnessThresholds);
inline constexpr cph_rule_use kCompressionRule = cph::rule("print.compression", kCompressionThresholds);
inline constexpr cph_note kCoarseNote =
    cph::note("coarse", "印成 {size} 时只有 {value} dpi，应不低于 {limit_min}",
              "{value} dpi at {size}; at least {limit_min} are wanted");
inline constexpr cph_note kBlurredNote =
    cph::note("blurred", "印成 {size} 时模糊圈为 {value} 毫米，应不超过 {limit_max}",
              "blurred over {value} mm at {size}; at most {limit_max} mm are wanted");
inline constexpr cph_note kNoEdgesNote = cph::note("no_edges", "画面中没有可供判断清晰度的边缘",
                                                   "the picture has no edges to judge its sharpness by");
inline constexpr cph_note kCompressedNote =
    cph::note("compressed", "JPEG 质量约为 {value}，应不低于 {limit_min}",
              "JPEG quality about {value}; at least {limit_min} is wanted");

}  // namespace certphoto::print

#endif
