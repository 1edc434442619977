// Rules as data: configs/rules/*.yaml.
#ifndef CERTPHOTO_ENGINE_CATALOGUE_RULE_H
#define CERTPHOTO_ENGINE_CATALOGUE_RULE_H

#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "engine/config/yaml.h"

namespace certphoto {

enum class Severity { kReject, kReview, kInfo };
enum class RuleKind { kPixel, kFile, kOutput, kProcess, kDocument, kAttested };

[[nodiscard]] const char* ToString(Severity severity);
[[nodiscard]] const char* ToString(RuleKind kind);

struct Bilingual {
  std::string zh, en;
};

struct Threshold {
  double value = 0;
  std::string unit;
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

// All rules, in the order of their rows. Immutable once loaded.
class RuleCatalogue {
 public:
  // Reads every *.yaml of the folder (sources.yaml apart). All problems at once.
  [[nodiscard]] static RuleCatalogue Load(const std::filesystem::path& folder, Diagnostics& problems);

  [[nodiscard]] const Rule* Find(std::string_view id) const;
  [[nodiscard]] const std::vector<Rule>& all() const { return rules_; }
  [[nodiscard]] std::vector<std::string> Ids() const;

 private:
  std::vector<Rule> rules_;
};

}  // namespace certphoto

#endif
