#include "engine/server/convert.h"

namespace certphoto {
namespace {

v1::Outcome ToMessage(Outcome outcome) {
  switch (outcome) {
    case Outcome::kAccepted: return v1::OUTCOME_ACCEPTED;
    case Outcome::kRejected: return v1::OUTCOME_REJECTED;
    case Outcome::kReview: return v1::OUTCOME_REVIEW;
    case Outcome::kFailed: return v1::OUTCOME_FAILED;
  }
  return v1::OUTCOME_UNSPECIFIED;
}

v1::Verdict ToMessage(Verdict verdict) {
  switch (verdict) {
    case Verdict::kPass: return v1::VERDICT_PASS;
    case Verdict::kFail: return v1::VERDICT_FAIL;
    case Verdict::kReview: return v1::VERDICT_REVIEW;
    case Verdict::kInconclusive: return v1::VERDICT_INCONCLUSIVE;
    case Verdict::kNotApplicable: return v1::VERDICT_NOT_APPLICABLE;
  }
  return v1::VERDICT_UNSPECIFIED;
}

v1::Severity ToMessage(Severity severity) {
  switch (severity) {
    case Severity::kReject: return v1::SEVERITY_REJECT;
    case Severity::kReview: return v1::SEVERITY_REVIEW;
    case Severity::kInfo: return v1::SEVERITY_INFO;
  }
  return v1::SEVERITY_UNSPECIFIED;
}

}  // namespace

v1::Finding ToMessage(const Finding& finding) {
  v1::Finding message;
  message.set_rule(finding.rule);
  message.set_verdict(ToMessage(finding.verdict));
  message.set_severity(ToMessage(finding.severity));
  message.set_operation(finding.operation);
  message.set_on_product(finding.on_product);
  if (finding.value) message.set_value(*finding.value);
  message.set_unit(finding.unit);
  if (finding.limit_min) message.set_limit_min(*finding.limit_min);
  if (finding.limit_max) message.set_limit_max(*finding.limit_max);
  if (finding.confidence) message.set_confidence(*finding.confidence);
  for (const auto& region : finding.regions) {
    auto* out = message.add_regions();
    out->set_label(region.label);
    for (const auto& [x, y] : region.points) {
      auto* point = out->add_points();
      point->set_x(x);
      point->set_y(y);
    }
  }
  message.set_note(finding.note);
  message.mutable_text()->set_zh(finding.text.zh);
  message.mutable_text()->set_en(finding.text.en);
  return message;
}

void FillResponse(PhotoResult result, bool findings_only, v1::ProcessResponse& response) {
  response.set_outcome(ToMessage(result.outcome));
  for (const auto& finding : result.findings) *response.add_findings() = ToMessage(finding);
  for (const auto& timing : result.timings) {
    auto* out = response.add_timings();
    out->set_operation(timing.operation);
    out->set_milliseconds(timing.milliseconds);
  }
  if (result.error) response.set_error(result.error->message);
  if (findings_only || result.file.empty()) return;
  response.set_finished_media_type(result.file_extension == "png" ? "image/png" : "image/jpeg");
  response.set_finished_photo(result.file.data(), result.file.size());
}

}  // namespace certphoto
