#include <algorithm>

#include "engine/report/finding.h"

namespace certphoto {
namespace {

// Higher is graver.
int Gravity(Outcome outcome) {
  switch (outcome) {
    case Outcome::kAccepted:
      return 0;
    case Outcome::kReview:
      return 1;
    case Outcome::kRejected:
      return 2;
    case Outcome::kFailed:
      return 3;
  }
  return 3;
}

bool WasNotTried(const Finding& finding) {
  return finding.note == "not_assessed" || finding.note == "attested";
}

}  // namespace

const char* ToString(Verdict verdict) {
  switch (verdict) {
    case Verdict::kPass:
      return "pass";
    case Verdict::kFail:
      return "fail";
    case Verdict::kReview:
      return "review";
    case Verdict::kInconclusive:
      return "inconclusive";
    case Verdict::kNotApplicable:
      return "not_applicable";
  }
  return "inconclusive";
}

const char* ToString(Outcome outcome) {
  switch (outcome) {
    case Outcome::kAccepted:
      return "accepted";
    case Outcome::kRejected:
      return "rejected";
    case Outcome::kReview:
      return "review";
    case Outcome::kFailed:
      return "failed";
  }
  return "failed";
}

Outcome OutcomeOf(const Finding& finding) {
  if (finding.severity == Severity::kInfo) return Outcome::kAccepted;
  const bool can_reject = finding.severity == Severity::kReject;
  switch (finding.verdict) {
    case Verdict::kFail:
      return can_reject ? Outcome::kRejected : Outcome::kReview;
    case Verdict::kReview:
      return Outcome::kReview;
    case Verdict::kInconclusive:
      return can_reject && !WasNotTried(finding) ? Outcome::kReview : Outcome::kAccepted;
    case Verdict::kPass:
    case Verdict::kNotApplicable:
      return Outcome::kAccepted;
  }
  return Outcome::kReview;
}

Outcome DecideOutcome(const std::vector<Finding>& findings) {
  Outcome gravest = Outcome::kAccepted;
  for (const Finding& finding : findings) {
    const Outcome wanted = OutcomeOf(finding);
    if (Gravity(wanted) > Gravity(gravest)) gravest = wanted;
  }
  return gravest;
}

}  // namespace certphoto
