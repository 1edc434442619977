// certphoto rules list|show.
#include "engine/cli/catalogue_command.h"
#include "engine/cli/table.h"

namespace certphoto::cli {
namespace {

std::string ListText(const Engine& engine) {
  Table table({"RULE", "ROW", "KIND", "SEVERITY", "TEXT"});
  for (const auto& rule : engine.rules().all())
    table.Add({rule.id, rule.row, ToString(rule.kind), ToString(rule.severity), rule.text.en});
  return table.ToString();
}

Json JsonOf(const Rule& rule) {
  Json out{{"id", rule.id},
           {"row", rule.row},
           {"kind", ToString(rule.kind)},
           {"severity", ToString(rule.severity)},
           {"text", {{"zh", rule.text.zh}, {"en", rule.text.en}}},
           {"advice", {{"zh", rule.advice.zh}, {"en", rule.advice.en}}},
           {"criterion", rule.criterion},
           {"basis", rule.basis}};
  out["thresholds"] = Json::object();
  for (const auto& [name, t] : rule.thresholds)
    out["thresholds"][name] = {
        {"value", t.value}, {"unit", t.unit}, {"basis", t.basis}, {"source", t.source}};
  return out;
}

Json ListJson(const Engine& engine) {
  Json out = Json::array();
  for (const auto& rule : engine.rules().all()) out.push_back(JsonOf(rule));
  return out;
}

// Who looks at it: the operations that declare the rule.
std::vector<std::string> AssessorsOf(const Engine& engine, const std::string& rule) {
  std::vector<std::string> out;
  for (const auto& plugin : engine.registry().plugins())
    for (const auto& operation : plugin.operations)
      if (operation.FindRule(rule) != nullptr) out.push_back(operation.id);
  return out;
}

std::string ShowText(const Engine& engine, const std::string& id) {
  const auto& rule = *engine.rules().Find(id);
  std::string out = id + (rule.row.empty() ? "" : "  (row " + rule.row + " of the notice)") + '\n';
  const auto line = [&](const std::string& name, std::string_view text) { out += Field(name, text, 15); };
  line("text", rule.text.en);
  line("", rule.text.zh);
  line("advice", rule.advice.en);
  line("", rule.advice.zh);
  line("kind", ToString(rule.kind));
  line("severity", ToString(rule.severity));
  line("criterion", rule.criterion);
  line("basis", rule.basis);
  line("assessed by", JoinComma(AssessorsOf(engine, id)));
  if (!rule.thresholds.empty()) out += "  thresholds\n";
  for (const auto& [name, t] : rule.thresholds)
    out += "    " + name + " = " + Plain(t.value) + (t.unit.empty() ? "" : ' ' + t.unit) + "  [" + t.basis +
           "]\n      " + Wrap(Printable(t.source), 90, 6) + '\n';
  return out;
}

int List(const Arguments& arguments) {
  return RunList({{"certphoto rules list",
                   "[OPTIONS]",
                   "Lists the rules in the order of the notice: what each is seen in (kind) and what "
                   "breaking it means (severity).",
                   {{"certphoto rules list", "all of them"},
                    {"certphoto rules list --format json", "with texts, thresholds and sources"}}},
                  ListText,
                  ListJson},
                 arguments);
}

int Show(const Arguments& arguments) {
  return RunShow(
      {{"certphoto rules show",
        "[OPTIONS] RULE…",
        "Prints a rule in both languages, its thresholds with their sources, and which operations assess it.",
        {{"certphoto rules show pose.upright", "one rule"},
         {"certphoto rules show eyes.open mouth.closed --format json", "two, for a program"}}},
       "rule",
       [](const Engine& engine) { return engine.rules().Ids(); },
       ShowText,
       [](const Engine& engine, const std::string& id) { return JsonOf(*engine.rules().Find(id)); }},
      arguments);
}

}  // namespace

int RunRules(const Arguments& arguments) {
  static constexpr Command kTable[] = {{"list", "all rules, a line each", List},
                                       {"show", "one rule: texts, thresholds, sources", Show}};
  return Dispatch("certphoto rules", "What is checked, how strictly, and from which source.", kTable,
                  arguments);
}

}  // namespace certphoto::cli
