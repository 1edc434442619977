#include <gtest/gtest.h>

#include "engine/report/finding.h"

namespace certphoto {
namespace {

Finding Make(Severity severity, Verdict verdict, std::string note = "") {
  Finding finding;
  finding.rule = "a.b";
  finding.severity = severity;
  finding.verdict = verdict;
  finding.note = std::move(note);
  return finding;
}

struct Row {
  Severity severity;
  Verdict verdict;
  const char* note;
  Outcome expected;
};

// All of severity x verdict, and the notes that matter.
TEST(Outcome, OfOneFinding) {
  using enum Severity;
  using V = Verdict;
  using O = Outcome;
  const Row table[] = {
      {kReject, V::kFail, "", O::kRejected},
      {kReject, V::kFail, "not_assessed", O::kRejected},  // a note does not soften a failure
      {kReject, V::kReview, "", O::kReview},
      {kReject, V::kInconclusive, "", O::kReview},
      {kReject, V::kInconclusive, "fact_absent", O::kReview},
      {kReject, V::kInconclusive, "operation_failed", O::kReview},
      {kReject, V::kInconclusive, "not_produced", O::kReview},
      {kReject, V::kInconclusive, "not_assessed", O::kAccepted},
      {kReject, V::kInconclusive, "attested", O::kAccepted},
      {kReject, V::kPass, "", O::kAccepted},
      {kReject, V::kNotApplicable, "", O::kAccepted},
      {kReview, V::kFail, "", O::kReview},
      {kReview, V::kReview, "", O::kReview},
      {kReview, V::kInconclusive, "fact_absent", O::kAccepted},
      {kReview, V::kPass, "", O::kAccepted},
      {kReview, V::kNotApplicable, "", O::kAccepted},
      {kInfo, V::kFail, "", O::kAccepted},
      {kInfo, V::kReview, "", O::kAccepted},
      {kInfo, V::kInconclusive, "", O::kAccepted},
      {kInfo, V::kPass, "", O::kAccepted},
      {kInfo, V::kNotApplicable, "", O::kAccepted},
  };
  for (const Row& row : table) {
    EXPECT_EQ(OutcomeOf(Make(row.severity, row.verdict, row.note)), row.expected)
        << ToString(row.severity) << ' ' << ToString(row.verdict) << ' ' << row.note;
  }
}

TEST(Outcome, TheGravestWinsInAnyOrder) {
  const Finding pass = Make(Severity::kReject, Verdict::kPass);
  const Finding look = Make(Severity::kReview, Verdict::kFail);
  const Finding fail = Make(Severity::kReject, Verdict::kFail);
  EXPECT_EQ(DecideOutcome({}), Outcome::kAccepted);
  EXPECT_EQ(DecideOutcome({pass, pass}), Outcome::kAccepted);
  EXPECT_EQ(DecideOutcome({pass, look}), Outcome::kReview);
  EXPECT_EQ(DecideOutcome({look, fail, pass}), Outcome::kRejected);
  EXPECT_EQ(DecideOutcome({fail, look, pass}), Outcome::kRejected);
}

// Two checks speak about one rule: what one of them proved does not make up for what the other could not.
TEST(Outcome, APassDoesNotHideAnInconclusiveOfTheSameRule) {
  EXPECT_EQ(DecideOutcome({Make(Severity::kReject, Verdict::kPass),
                           Make(Severity::kReject, Verdict::kInconclusive, "fact_absent")}),
            Outcome::kReview);
}

TEST(Outcome, Names) {
  EXPECT_STREQ(ToString(Verdict::kNotApplicable), "not_applicable");
  EXPECT_STREQ(ToString(Outcome::kFailed), "failed");
}

}  // namespace
}  // namespace certphoto
