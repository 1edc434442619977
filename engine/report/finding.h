// Findings as the engine keeps and reports them, and what becomes of a photo.
#ifndef CERTPHOTO_ENGINE_REPORT_FINDING_H
#define CERTPHOTO_ENGINE_REPORT_FINDING_H

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/catalogue/rule.h"

namespace certphoto {

enum class Verdict { kPass = 1, kFail = 2, kReview = 3, kInconclusive = 4, kNotApplicable = 5 };
[[nodiscard]] const char* ToString(Verdict verdict);

struct FindingRegion {
  std::string label;
  std::vector<std::pair<double, double>> points;  // source px; two points: opposite corners of a rectangle
};

struct Finding {
  std::string rule;
  std::string operation;  // who said it; "engine" when nobody did
  Severity severity = Severity::kReject;
  Verdict verdict = Verdict::kInconclusive;
  bool on_product = false;  // measured on the finished file
  std::optional<double> value;
  std::string unit;
  std::optional<double> limit_min, limit_max;
  std::optional<double> confidence;
  std::vector<FindingRegion> regions;
  std::string note;                         // code
  std::map<std::string, std::string> args;  // of the note's text
  Bilingual text;                           // the note as the candidate reads it, arguments filled in
};

// accepted: every rule that can reject and was assessed passed or does not apply. rejected: a rule of
// severity `reject` failed, source.readable (a file that is no whole picture) among them. review: a person
// has to look. failed: we could not do our work (a file that cannot be opened, a crash of a required step,
// cancelled).
enum class Outcome { kAccepted, kRejected, kReview, kFailed };
[[nodiscard]] const char* ToString(Outcome outcome);

// What one finding alone asks for: rejected, review, or accepted (it does not stand in the way).
//   rule of severity  fail      review    inconclusive               pass, not_applicable
//   reject            rejected  review    review, or accepted (1)    accepted
//   review            review    review    accepted                   accepted
//   info              accepted  accepted  accepted                   accepted
// (1) accepted with the notes `not_assessed` and `attested`: nothing was tried on this photo, which the
// report says of every photo alike. For any other reason what was not proven is not passed.
[[nodiscard]] Outcome OutcomeOf(const Finding& finding);

// The gravest of what the findings ask for. kFailed is never among it: that is for whoever knows of an error.
[[nodiscard]] Outcome DecideOutcome(const std::vector<Finding>& findings);

}  // namespace certphoto

#endif
