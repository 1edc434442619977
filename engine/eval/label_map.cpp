#include "engine/eval/label_map.h"

#include <algorithm>
#include <limits>

#include "engine/config/fields.h"

namespace certphoto {
namespace {

constexpr auto kSchema = "certphoto/eval-map/1";
constexpr int kMaxFactIndex = 1 << 20;

std::vector<std::string> TextsOf(const YamlValue& value) {
  std::vector<std::string> out;
  for (const auto& item : value.List())
    if (auto text = item.Text()) out.push_back(std::move(*text));
  return out;
}

std::vector<std::string> OptionalTexts(YamlMap& map, std::string_view key) {
  const auto value = map.Find(key);
  return value ? TextsOf(*value) : std::vector<std::string>{};
}

// {column: [values], …}
std::vector<RowFilter> ReadFilters(YamlMap& map) {
  std::vector<RowFilter> out;
  auto where = map.OptionalMap("where");
  if (!where) return out;
  for (const auto& entry : where->Entries())
    out.push_back({entry.key, TextsOf(entry.value), entry.key_place});
  return out;
}

std::optional<ScoreSource> ReadScore(YamlMap& map) {
  auto score = map.OptionalMap("score");
  if (!score) return {};
  ScoreSource out;
  out.fact = score->RequiredText("fact").value_or("");
  out.index = static_cast<int>(score->OptionalInteger("index", 0, kMaxFactIndex).value_or(0));
  out.absolute = score->OptionalBoolean("absolute").value_or(false);
  out.high = score->OptionalChoice("broken_is", {"high", "low"}).value_or("high") == "high";
  out.limit = score->OptionalNumber("limit");
  score->FinishKeys();
  return out;
}

void RequireRule(const YamlValue& value, const std::string& id, const RuleCatalogue& rules) {
  if (rules.Find(id) == nullptr)
    value.Problem("there is no rule " + Quoted(id) + DidYouMean(id, rules.Ids()));
}

void RefuseTwice(const LabelledRule& label, const YamlMap& map) {
  auto all = label.broken;
  all.insert(all.end(), label.holds.begin(), label.holds.end());
  all.insert(all.end(), label.ignore.begin(), label.ignore.end());
  std::sort(all.begin(), all.end());
  if (const auto twice = std::adjacent_find(all.begin(), all.end()); twice != all.end())
    map.Problem("the value " + Quoted(*twice) +
                " has two meanings; it may be in one of broken, holds and ignore");
}

LabelledRule ReadLabel(YamlMap& map, const RuleCatalogue& rules) {
  LabelledRule out;
  out.place = map.place();
  if (const auto rule = map.Require("rule")) {
    out.rule = rule->Text().value_or("");
    if (!out.rule.empty()) RequireRule(*rule, out.rule, rules);
  }
  out.name = map.OptionalText("name").value_or(out.rule);
  out.column = map.OptionalText("column").value_or("");
  out.broken = OptionalTexts(map, "broken");
  out.holds = OptionalTexts(map, "holds");
  out.ignore = OptionalTexts(map, "ignore");
  out.where = ReadFilters(map);
  out.score = ReadScore(map);
  if (out.column.empty()) {
    if (!out.broken.empty() || !out.holds.empty() || !out.ignore.empty())
      map.Problem("broken, holds and ignore are values of a column; name it with `column:`");
  } else if (out.broken.empty() && out.holds.empty()) {
    map.Problem("says of no value of " + Quoted(out.column) + " what it means; give `broken:` or `holds:`");
  }
  RefuseTwice(out, map);
  map.FinishKeys();
  return out;
}

std::optional<LabelMap> Read(std::optional<YamlMap> root, const std::string& name,
                             const RuleCatalogue& rules) {
  if (!root) return {};
  LabelMap out;
  out.file_name = name;
  root->ExpectSchema(kSchema);
  out.id = RequiredId(*root, "id").value_or("");
  out.description = root->OptionalText("description").value_or("");
  out.file_column = root->OptionalText("file").value_or("file");
  out.person_column = root->OptionalText("person").value_or("");
  out.where = ReadFilters(*root);
  for (const auto& item : root->OptionalList("rules"))
    if (auto map = item.Map()) out.rules.push_back(ReadLabel(*map, rules));
  out.unlabelled_hold =
      root->OptionalChoice("unlabelled", {"expected_pass", "ignored"}).value_or("ignored") == "expected_pass";
  if (const auto but = root->Find("unlabelled_but"))
    for (const auto& item : but->List())
      if (const auto id = item.Text()) {
        RequireRule(item, *id, rules);
        out.unlabelled_but.push_back(*id);
      }
  out.identity_pairs = root->OptionalBoolean("identity_pairs").value_or(false);
  if (out.identity_pairs && out.person_column.empty())
    root->Problem("identity_pairs needs to know who is who; name the column with `person:`");
  if (out.rules.empty() && !out.unlabelled_hold && !out.identity_pairs)
    root->Problem(
        "nothing to evaluate; give `rules:`, `unlabelled: expected_pass` or `identity_pairs: true`");
  root->FinishKeys();
  return out;
}

}  // namespace

std::optional<LabelMap> LoadLabelMap(const std::filesystem::path& file, const RuleCatalogue& rules,
                                     Diagnostics& problems) {
  return Read(LoadYamlFile(file, problems), file.string(), rules);
}

std::optional<LabelMap> LoadLabelMapText(std::string_view text, const std::string& name,
                                         const RuleCatalogue& rules, Diagnostics& problems) {
  return Read(LoadYamlText(text, name, problems), name, rules);
}

}  // namespace certphoto
