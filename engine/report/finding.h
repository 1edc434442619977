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
  std::string note;                          // code
  std::map<std::string, std::string> args;   // of the note's text
  Bilingual text;                            // the note as the candidate reads it, arguments filled in
};

// accepted: every rule that can reject passed or does not apply. rejected: a rule of severity `reject` failed.
// review: a person has to look. failed: we could not do our work (a file that is not a photo, a crash, a missing model).
enum class Outcome { kAccepted, kRejected, kReview, kFailed };
[[nodiscard]] const char* ToString(Outcome outcome);

// Who wins: failed by error, then any reject-rule's fail, then anything for review, else accepted. A rule that could
// reject but was inconclusive on this photo for another reason than `not_assessed` or `attested` asks for review:
// what was not proven is not passed.
[[nodiscard]] Outcome DecideOutcome(const std::vector<Finding>& findings);

}  // namespace certphoto

#endif
