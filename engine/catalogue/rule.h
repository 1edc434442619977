// Rules as data: configs/rules/*.yaml.
#ifndef CERTPHOTO_ENGINE_CATALOGUE_RULE_H
#define CERTPHOTO_ENGINE_CATALOGUE_RULE_H

#include <filesystem>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "engine/base/bilingual.h"
#include "engine/config/yaml.h"

namespace certphoto {

// What a broken rule means: the photo is refused, a person looks at it, or it is only said.
enum class Severity { kReject, kReview, kInfo };
// Where a rule can be seen: the photo as taken, its file, the finished photo, the procedure, a document, or
// nowhere (somebody has to attest it).
enum class RuleKind { kPixel, kFile, kOutput, kProcess, kDocument, kAttested };

[[nodiscard]] const char* ToString(Severity severity);
[[nodiscard]] const char* ToString(RuleKind kind);
[[nodiscard]] const std::vector<std::string>& SeverityNames();  // "reject", "review", "info"
// `name` must be one of SeverityNames.
[[nodiscard]] Severity SeverityFromName(std::string_view name);

struct Threshold {
  double value = 0;
  std::string unit;
  std::string basis;  // "Std": a standard's number; "Eng": our proposal; "Cal": calibrated by us on photos
  std::string source;
};

struct Rule {
  std::string id;
  std::string row;  // "R25" of the notice; empty for our own
  RuleKind kind = RuleKind::kPixel;
  Severity severity = Severity::kReject;
  std::string severity_source;
  Bilingual text;    // the rule, as a candidate reads it
  Bilingual advice;  // what to do about it
  std::string criterion;
  std::string basis;
  std::map<std::string, Threshold> thresholds;
};

// All rules, in the order of their rows, our own after them by id. Immutable once loaded; safe from every
// thread.
class RuleCatalogue {
 public:
  // Reads every *.yaml of the folders (sources.yaml apart). All problems at once; a rule with a problem is
  // left out.
  [[nodiscard]] static RuleCatalogue Load(std::span<const std::filesystem::path> folders,
                                          Diagnostics& problems);
  [[nodiscard]] static RuleCatalogue Load(const std::filesystem::path& folder, Diagnostics& problems) {
    return Load(std::span(&folder, 1), problems);
  }

  [[nodiscard]] const Rule* Find(std::string_view id) const;  // null when there is none
  [[nodiscard]] const std::vector<Rule>& all() const { return rules_; }
  [[nodiscard]] std::vector<std::string> Ids() const;

 private:
  std::vector<Rule> rules_;
};

}  // namespace certphoto

#endif
