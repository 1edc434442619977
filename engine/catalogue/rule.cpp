#include "engine/catalogue/rule.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "engine/config/fields.h"

namespace certphoto {
namespace {

constexpr auto kSchema = "certphoto/rules/1";
const std::vector<std::string> kKinds{"pixel", "file", "output", "process", "document", "attested"};
const std::vector<std::string> kSeverities{"reject", "review", "info"};
const std::vector<std::string> kBases{"Std", "Eng", "Cal"};

// "R07": the row of the notice's table.
bool IsRow(std::string_view text) {
  return text.size() == 3 && text[0] == 'R' && text[1] >= '0' && text[1] <= '9' && text[2] >= '0' &&
         text[2] <= '9';
}

std::map<std::string, Threshold> ReadThresholds(YamlMap& rule) {
  std::map<std::string, Threshold> thresholds;
  auto map = rule.RequiredMap("thresholds");
  if (!map) return thresholds;
  for (const YamlEntry& entry : map->Entries()) {
    if (!IsId(entry.key))
      entry.value.Problem("the name of a threshold is lower-case letters, digits and '_'");
    auto row = entry.value.Map();
    if (!row) continue;
    Threshold& t = thresholds[entry.key];
    t.value = row->RequiredNumber("value").value_or(0);
    t.unit = row->RequiredText("unit").value_or("");
    t.basis = row->RequiredChoice("basis", kBases).value_or("");
    t.source = row->RequiredText("source").value_or("");
    row->FinishKeys();
  }
  return thresholds;
}

Rule ReadRule(YamlMap& map) {
  Rule rule;
  rule.id = RequiredId(map, "id").value_or("");
  if (const auto row = map.Require("row")) {
    const std::string text = row->Text().value_or("");
    if (IsRow(text)) {
      rule.row = text;
    } else if (!text.empty()) {
      row->Problem("must be a row of the notice such as R07, or \"\" for a rule of our own, is " +
                   Quoted(text));
    }
  }
  if (const auto kind = map.RequiredChoice("kind", kKinds)) {
    rule.kind = static_cast<RuleKind>(std::find(kKinds.begin(), kKinds.end(), *kind) - kKinds.begin());
  }
  if (const auto severity = map.RequiredChoice("severity", kSeverities))
    rule.severity = SeverityFromName(*severity);
  rule.severity_source = map.OptionalText("severity_source").value_or("");
  rule.text = RequiredBilingual(map, "text");
  rule.advice = RequiredBilingual(map, "advice");
  rule.criterion = map.RequiredText("criterion").value_or("");
  rule.basis = map.RequiredText("basis").value_or("");
  rule.thresholds = ReadThresholds(map);
  map.FinishKeys();
  return rule;
}

}  // namespace

const char* ToString(Severity severity) {
  return kSeverities[static_cast<std::size_t>(severity)].c_str();
}
const char* ToString(RuleKind kind) {
  return kKinds[static_cast<std::size_t>(kind)].c_str();
}
const std::vector<std::string>& SeverityNames() {
  return kSeverities;
}
Severity SeverityFromName(std::string_view name) {
  return static_cast<Severity>(std::find(kSeverities.begin(), kSeverities.end(), name) - kSeverities.begin());
}

RuleCatalogue RuleCatalogue::Load(std::span<const std::filesystem::path> folders, Diagnostics& problems) {
  RuleCatalogue catalogue;
  std::map<std::string, Place> seen;
  std::vector<std::filesystem::path> files;
  for (const auto& folder : folders)
    for (auto& file : ListYamlFiles(folder, {"sources.yaml"}, problems)) files.push_back(std::move(file));
  for (const auto& file : files) {
    auto root = LoadYamlFile(file, problems);
    if (!root) continue;
    root->ExpectSchema(kSchema);
    const auto rules = root->Require("rules");
    for (const YamlValue& item : rules ? rules->List() : std::vector<YamlValue>{}) {
      auto map = item.Map();
      if (!map) continue;
      const std::size_t problems_before = problems.size();
      Rule rule = ReadRule(*map);
      if (rule.id.empty()) continue;
      const auto [first, fresh] = seen.try_emplace(rule.id, item.place());
      if (!fresh)
        map->Problem("rule '" + rule.id + "' is defined twice; the first is at " + first->second.ToString());
      if (problems.size() == problems_before) catalogue.rules_.push_back(std::move(rule));
    }
    root->FinishKeys();
  }
  const auto key = [](const Rule& rule) {
    return std::pair(rule.row.empty() ? std::string("~") : rule.row, rule.id);
  };
  std::sort(catalogue.rules_.begin(), catalogue.rules_.end(),
            [&](const Rule& a, const Rule& b) { return key(a) < key(b); });
  return catalogue;
}

const Rule* RuleCatalogue::Find(std::string_view id) const {
  const auto it = std::find_if(rules_.begin(), rules_.end(), [&](const Rule& rule) { return rule.id == id; });
  return it == rules_.end() ? nullptr : &*it;
}

std::vector<std::string> RuleCatalogue::Ids() const {
  std::vector<std::string> ids;
  ids.reserve(rules_.size());
  for (const Rule& rule : rules_) ids.push_back(rule.id);
  return ids;
}

}  // namespace certphoto
