#include "engine/server/convert.h"

#include "engine/base/utf8.h"
#include "engine/report/photo_report.h"

namespace certphoto {
namespace {

v1::Outcome ToMessage(Outcome outcome) {
  switch (outcome) {
    case Outcome::kAccepted:
      return v1::OUTCOME_ACCEPTED;
    case Outcome::kRejected:
      return v1::OUTCOME_REJECTED;
    case Outcome::kReview:
      return v1::OUTCOME_REVIEW;
    case Outcome::kFailed:
      return v1::OUTCOME_FAILED;
  }
  return v1::OUTCOME_UNSPECIFIED;
}

v1::Verdict ToMessage(Verdict verdict) {
  switch (verdict) {
    case Verdict::kPass:
      return v1::VERDICT_PASS;
    case Verdict::kFail:
      return v1::VERDICT_FAIL;
    case Verdict::kReview:
      return v1::VERDICT_REVIEW;
    case Verdict::kInconclusive:
      return v1::VERDICT_INCONCLUSIVE;
    case Verdict::kNotApplicable:
      return v1::VERDICT_NOT_APPLICABLE;
  }
  return v1::VERDICT_UNSPECIFIED;
}

}  // namespace

v1::Severity ToMessage(Severity severity) {
  switch (severity) {
    case Severity::kReject:
      return v1::SEVERITY_REJECT;
    case Severity::kReview:
      return v1::SEVERITY_REVIEW;
    case Severity::kInfo:
      return v1::SEVERITY_INFO;
  }
  return v1::SEVERITY_UNSPECIFIED;
}

v1::Finding ToMessage(const Finding& finding) {
  v1::Finding message;
  message.set_rule(Utf8Sanitized(finding.rule));
  message.set_verdict(ToMessage(finding.verdict));
  message.set_severity(ToMessage(finding.severity));
  message.set_operation(Utf8Sanitized(finding.operation));
  message.set_on_product(finding.on_product);
  if (finding.value) message.set_value(*finding.value);
  message.set_unit(Utf8Sanitized(finding.unit));
  if (finding.limit_min) message.set_limit_min(*finding.limit_min);
  if (finding.limit_max) message.set_limit_max(*finding.limit_max);
  if (finding.confidence) message.set_confidence(*finding.confidence);
  for (const auto& region : finding.regions) {
    auto* out = message.add_regions();
    out->set_label(Utf8Sanitized(region.label));
    for (const auto& [x, y] : region.points) {
      auto* point = out->add_points();
      point->set_x(x);
      point->set_y(y);
    }
  }
  message.set_note(Utf8Sanitized(finding.note));
  message.mutable_text()->set_zh(Utf8Sanitized(finding.text.zh));
  message.mutable_text()->set_en(Utf8Sanitized(finding.text.en));
  return message;
}

v1::FaceComparison ToMessage(const MatchResult& result, const MatchThresholds& thresholds) {
  v1::FaceComparison message;
  if (result.similarity) message.set_similarity(*result.similarity);
  message.set_verdict(ToMessage(result.verdict));
  message.set_reason(Utf8Sanitized(result.reason));
  message.set_pass_from(thresholds.pass);
  message.set_review_from(thresholds.review);
  message.set_source(Utf8Sanitized(thresholds.source));
  return message;
}

void FillResponse(PhotoResult result, bool findings_only, v1::ProcessResponse& response) {
  response.set_outcome(ToMessage(result.outcome));
  for (const auto& finding : result.findings) *response.add_findings() = ToMessage(finding);
  for (const auto& timing : result.timings) {
    auto* out = response.add_timings();
    out->set_operation(timing.operation);
    out->set_milliseconds(timing.milliseconds);
    out->set_inference_milliseconds(timing.inference_milliseconds);
  }
  if (result.error) {
    response.set_error(Utf8Sanitized(result.error->message));
    response.set_error_code(ToString(result.error->code));
  }
  if (result.source.width_px > 0) {
    auto* source = response.mutable_source();
    source->set_format(FormatCode(result.source.format));
    source->set_width_px(result.source.width_px);
    source->set_height_px(result.source.height_px);
    source->set_bytes(result.source.file_bytes);
  }
  if (findings_only || result.file.empty()) return;
  response.set_finished_media_type(result.file_extension == "png" ? "image/png" : "image/jpeg");
  response.set_finished_photo(result.file.data(), result.file.size());
}

namespace {

std::optional<Outcome> FromMessage(v1::Outcome outcome) {
  switch (outcome) {
    case v1::OUTCOME_ACCEPTED:
      return Outcome::kAccepted;
    case v1::OUTCOME_REJECTED:
      return Outcome::kRejected;
    case v1::OUTCOME_REVIEW:
      return Outcome::kReview;
    case v1::OUTCOME_FAILED:
      return Outcome::kFailed;
    default:
      return std::nullopt;
  }
}

std::optional<Verdict> FromMessage(v1::Verdict verdict) {
  switch (verdict) {
    case v1::VERDICT_PASS:
      return Verdict::kPass;
    case v1::VERDICT_FAIL:
      return Verdict::kFail;
    case v1::VERDICT_REVIEW:
      return Verdict::kReview;
    case v1::VERDICT_INCONCLUSIVE:
      return Verdict::kInconclusive;
    case v1::VERDICT_NOT_APPLICABLE:
      return Verdict::kNotApplicable;
    default:
      return std::nullopt;
  }
}

std::optional<Severity> FromMessage(v1::Severity severity) {
  switch (severity) {
    case v1::SEVERITY_REJECT:
      return Severity::kReject;
    case v1::SEVERITY_REVIEW:
      return Severity::kReview;
    case v1::SEVERITY_INFO:
      return Severity::kInfo;
    default:
      return std::nullopt;
  }
}

std::optional<Finding> FromMessage(const v1::Finding& message) {
  const auto verdict = FromMessage(message.verdict());
  const auto severity = FromMessage(message.severity());
  if (!verdict || !severity) return std::nullopt;
  Finding finding;
  finding.rule = message.rule();
  finding.operation = message.operation();
  finding.severity = *severity;
  finding.verdict = *verdict;
  finding.on_product = message.on_product();
  if (message.has_value()) finding.value = message.value();
  finding.unit = message.unit();
  if (message.has_limit_min()) finding.limit_min = message.limit_min();
  if (message.has_limit_max()) finding.limit_max = message.limit_max();
  if (message.has_confidence()) finding.confidence = message.confidence();
  for (const auto& region : message.regions()) {
    FindingRegion out{region.label(), {}};
    for (const auto& point : region.points()) out.points.emplace_back(point.x(), point.y());
    finding.regions.push_back(std::move(out));
  }
  finding.note = message.note();
  finding.text = {message.text().zh(), message.text().en()};
  return finding;
}

FileFormat FormatFrom(const std::string& code) {
  for (const auto format : {FileFormat::kPng, FileFormat::kTiff, FileFormat::kWebp, FileFormat::kHeic})
    if (code == FormatCode(format)) return format;
  return FileFormat::kJpeg;
}

ErrorCode ErrorCodeFrom(const std::string& name) {
  for (const auto code :
       {ErrorCode::kUsage, ErrorCode::kInvalid, ErrorCode::kNotFound, ErrorCode::kUnsupported,
        ErrorCode::kLimit, ErrorCode::kCancelled, ErrorCode::kDeadline, ErrorCode::kIo})
    if (name == ToString(code)) return code;
  return ErrorCode::kInternal;
}

}  // namespace

Result<PhotoResult> FromResponse(const v1::ProcessResponse& response) {
  const Error unknown{ErrorCode::kInvalid,
                      "the server's answer has values this program does not know; it is newer"};
  PhotoResult result;
  const auto outcome = FromMessage(response.outcome());
  if (!outcome) return unknown;
  result.outcome = *outcome;
  if (*outcome == Outcome::kFailed)
    result.error = Error{ErrorCodeFrom(response.error_code()), response.error()};
  for (const auto& message : response.findings()) {
    auto finding = FromMessage(message);
    if (!finding) return unknown;
    result.findings.push_back(std::move(*finding));
  }
  for (const auto& timing : response.timings())
    result.timings.push_back({timing.operation(), timing.milliseconds(), timing.inference_milliseconds()});
  if (response.has_source()) {
    result.source.format = FormatFrom(response.source().format());
    result.source.width_px = response.source().width_px();
    result.source.height_px = response.source().height_px();
    result.source.file_bytes = response.source().bytes();
  }
  result.file.assign(response.finished_photo().begin(), response.finished_photo().end());
  if (!result.file.empty())
    result.file_extension = response.finished_media_type() == "image/png" ? "png" : "jpg";
  return result;
}

}  // namespace certphoto
