#include "format_check.h"

#include <cmath>

namespace certphoto::output {

std::vector<FormatProblem> JudgeFormat(const JpegMarkers& file, double bytes, const FormatLimits& limits) {
  std::vector<FormatProblem> out;
  if (!file.complete) {
    out.push_back({.note = "not_jpeg", .args = {{"reason", file.broken}}});
    if (!file.is_jpeg) return out;
  }
  const auto number = [](const char* name, double value) { return cph::NoteArg{name, "", value}; };
  if ((limits.width_px && file.width != *limits.width_px) ||
      (limits.height_px && file.height != *limits.height_px))
    out.push_back({.note = "wrong_pixels",
                   .args = {number("width", file.width), number("height", file.height),
                            number("wanted_width", limits.width_px.value_or(file.width)),
                            number("wanted_height", limits.height_px.value_or(file.height))}});
  // Half a dot: densities a centimetre are whole numbers.
  if (limits.dpi && std::abs(file.dpi() - *limits.dpi) > 0.5)
    out.push_back({.note = "wrong_dpi",
                   .value = file.dpi(),
                   .unit = "dpi",
                   .limit_min = *limits.dpi,
                   .limit_max = *limits.dpi});
  if (file.components != limits.components || file.bits != limits.bits)
    out.push_back(
        {.note = "wrong_colour",
         .args = {number("components", file.components), number("bits", file.bits),
                  number("wanted_components", limits.components), number("wanted_bits", limits.bits)}});
  if (!file.baseline) out.push_back({.note = "not_baseline"});
  if (limits.quality_min && file.quality < *limits.quality_min)
    out.push_back({.note = "quality_low",
                   .value = double(file.quality),
                   .unit = "score",
                   .limit_min = *limits.quality_min});
  const double low = limits.bytes_min.value_or(cph::kNone), high = limits.bytes_max.value_or(cph::kNone);
  if (bytes < low)
    out.push_back(
        {.note = "too_few_bytes", .value = bytes, .unit = "bytes", .limit_min = low, .limit_max = high});
  if (bytes > high)
    out.push_back(
        {.note = "too_many_bytes", .value = bytes, .unit = "bytes", .limit_min = low, .limit_max = high});
  if (file.has_exif || file.has_other_metadata) out.push_back({.note = "metadata_left"});
  return out;
}

void OutputFormat::run(cph::Call& call) const {
  const auto bytes = call.tensor(cph::fact::kSourceFile).values<std::uint8_t>();
  const auto file = ReadJpegMarkers(bytes);
  const FormatLimits limits{call.spec("output.width_px"),
                            call.spec("output.height_px"),
                            call.spec("output.dpi"),
                            call.spec("bytes.min"),
                            call.spec("bytes.max"),
                            call.spec("jpeg.quality_min"),
                            call.threshold("output.format", "components"),
                            call.threshold("output.format", "bits_per_component")};
  const auto problems = JudgeFormat(file, double(bytes.size()), limits);
  for (const auto& problem : problems) {
    cph::Finding finding;
    finding.rule = "output.format";
    finding.verdict = CPH_VERDICT_FAIL;
    finding.value = problem.value;
    finding.unit = problem.unit;
    finding.limit_min = problem.limit_min;
    finding.limit_max = problem.limit_max;
    finding.note = problem.note;
    finding.args = problem.args;
    call.report(finding);
  }
  if (!problems.empty()) return;
  cph::Finding finding;
  finding.rule = "output.format";
  finding.verdict = CPH_VERDICT_PASS;
  finding.value = double(bytes.size());
  finding.unit = "bytes";
  finding.limit_min = limits.bytes_min.value_or(cph::kNone);
  finding.limit_max = limits.bytes_max.value_or(cph::kNone);
  finding.note = "good";
  finding.args = {{"width", "", double(file.width)},
                  {"height", "", double(file.height)},
                  {"dpi", "", file.dpi()},
                  {"quality", "", double(file.quality)},
                  {"bytes", "", double(bytes.size())}};
  call.report(finding);
}

}  // namespace certphoto::output
