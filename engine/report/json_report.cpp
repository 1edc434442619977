#include "engine/report/json_report.h"

#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

#include "engine/report/escape.h"
#include "engine/report/reported_facts.h"

namespace certphoto {
namespace {

using Json = nlohmann::ordered_json;

// Rounded as the header says.
Json Number(double value) {
  if (!std::isfinite(value)) return nullptr;
  constexpr double kExact = 9007199254740992.0;  // 2^53
  if (std::abs(value) < kExact && value == std::round(value)) return static_cast<std::int64_t>(value);
  char text[32];
  const auto written = std::to_chars(text, text + sizeof text, value, std::chars_format::general, 7);
  double rounded = value;
  std::from_chars(text, written.ptr, rounded);
  return rounded;
}

Json Number(const std::optional<double>& value) {
  return value ? Number(*value) : Json(nullptr);
}

// Of a clock: a microsecond is the finest that says anything.
Json Milliseconds(double value) {
  return std::isfinite(value) ? Json(std::round(value * 1000) / 1000) : Json(nullptr);
}

Json TextOrNull(const std::string& text) {
  return text.empty() ? Json(nullptr) : Json(text);
}

Json Regions(const Finding& finding) {
  Json regions = Json::array();
  for (const FindingRegion& region : finding.regions) {
    Json points = Json::array();
    for (const auto& [x, y] : region.points) points.push_back(Json::array({Number(x), Number(y)}));
    regions.push_back(Json{{"label", region.label}, {"points", std::move(points)}});
  }
  return regions;
}

Json FindingJson(const Finding& finding) {
  Json out;
  out["rule"] = finding.rule;
  out["verdict"] = ToString(finding.verdict);
  out["severity"] = ToString(finding.severity);
  out["value"] = Number(finding.value);
  out["unit"] = TextOrNull(finding.unit);
  out["limits"] = Json{{"min", Number(finding.limit_min)}, {"max", Number(finding.limit_max)}};
  out["confidence"] = Number(finding.confidence);
  out["regions"] = Regions(finding);
  out["note"] = TextOrNull(finding.note);
  out["text"] = Json{{"zh", TextOrNull(finding.text.zh)}, {"en", TextOrNull(finding.text.en)}};
  out["operation"] = finding.operation;
  out["on_product"] = finding.on_product;
  return out;
}

Json SourceJson(const SourceDescription& source) {
  const bool known = source.width_px > 0;  // else nothing of the file could be read
  Json out;
  out["width"] = known ? Json(source.width_px) : Json(nullptr);
  out["height"] = known ? Json(source.height_px) : Json(nullptr);
  out["bytes"] = source.file_bytes > 0 ? Json(source.file_bytes) : Json(nullptr);
  out["format"] = known ? Json(FormatCode(source.format)) : Json(nullptr);
  return out;
}

Json Timing(const PhotoResult& result, double OperationTiming::*member, bool zeros) {
  Json out = Json::object();
  for (const OperationTiming& timing : result.timings) {
    if (zeros || timing.*member > 0) out[timing.operation] = Milliseconds(timing.*member);
  }
  return out;
}

}  // namespace

std::string JsonReport(const PhotoReport& report, const JsonReportOptions& options) {
  const PhotoResult& result = *report.result;
  Json out;
  out["photo"] = EscapeName(report.photo);
  out["outcome"] = ToString(result.outcome);
  if (result.error) {
    out["error"] = Json{{"code", ToString(result.error->code)}, {"message", OneLine(result.error->message)}};
  }
  out["source"] = SourceJson(result.source);
  if (!report.output_file.empty()) {
    out["output"] = Json{{"file", EscapeName(report.output_file)}, {"bytes", result.file.size()}};
  }
  out["findings"] = Json::array();
  for (const Finding& finding : result.findings) out["findings"].push_back(FindingJson(finding));
  if (options.facts) out["facts"] = FactsToJson(result.facts);
  if (options.timing) out["timing_ms"] = Timing(result, &OperationTiming::milliseconds, true);
  if (options.timing) out["inference_ms"] = Timing(result, &OperationTiming::inference_milliseconds, false);
  if (options.timing && report.milliseconds) out["wall_ms"] = Milliseconds(*report.milliseconds);
  // Texts of plugins that are no UTF-8 get U+FFFD; names of files never come to that.
  return out.dump(-1, ' ', false, Json::error_handler_t::replace);
}

}  // namespace certphoto
