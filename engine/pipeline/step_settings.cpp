#include "engine/pipeline/step_settings.h"

#include <algorithm>

#include "engine/report/render_note.h"

namespace certphoto {
namespace {

std::string HintFor(const std::string& word, const std::vector<std::string>& known) {
  const auto near = NearMiss(word, known);
  return near.empty() ? "" : "; did you mean '" + near + "'?";
}

std::string RangeText(const Param& param) {
  return FormatNumber(param.min) + " to " + FormatNumber(param.max) +
         (param.unit.empty() ? "" : " " + param.unit);
}

void SetNumber(const Param& param, const YamlValue& value, double number, cph_value& out) {
  if (number < param.min || number > param.max) {
    value.Problem("'" + param.name + "' is " + FormatNumber(number) + ", must be " + RangeText(param));
    return;
  }
  out.number = number;
}

void SetText(std::string text, PlanStep& step, cph_value& out) {
  step.texts.push_back(std::make_unique<const std::string>(std::move(text)));
  out.text = step.texts.back()->c_str();
}

void SetValue(const Param& param, const YamlValue& value, PlanStep& step, cph_value& out) {
  switch (param.type) {
    case ParamType::kBool:
      if (const auto flag = value.Boolean()) out.number = *flag ? 1 : 0;
      break;
    case ParamType::kInt:
      if (const auto number = value.Integer()) SetNumber(param, value, static_cast<double>(*number), out);
      break;
    case ParamType::kNumber:
      if (const auto number = value.Number()) SetNumber(param, value, *number, out);
      break;
    case ParamType::kText:
      if (auto text = value.Text()) SetText(std::move(*text), step, out);
      break;
    case ParamType::kChoice:
      if (auto text = value.Text()) {
        if (std::find(param.choices.begin(), param.choices.end(), *text) == param.choices.end())
          value.Problem("'" + param.name + "' cannot be '" + *text + "'" + HintFor(*text, param.choices));
        SetText(std::move(*text), step, out);
      }
      break;
  }
}

const Threshold* FindThreshold(const Rule& rule, const std::string& name) {
  const auto it = rule.thresholds.find(name);
  return it == rule.thresholds.end() ? nullptr : &it->second;
}

std::vector<std::string> ThresholdNames(const Rule& rule) {
  std::vector<std::string> names;
  for (const auto& [name, threshold] : rule.thresholds) names.push_back(name);
  return names;
}

void ApplyOverride(const RuleOverride& over, const Rule& rule, PlanStep& step, Diagnostics& problems) {
  if (over.severity) step.settings.severities.insert_or_assign(rule.id, *over.severity);
  for (const auto& threshold : over.thresholds) {
    if (FindThreshold(rule, threshold.name) == nullptr) {
      problems.Add(threshold.place, "rule '" + rule.id + "' has no threshold '" + threshold.name + "'" +
                                        HintFor(threshold.name, ThresholdNames(rule)));
      continue;
    }
    step.settings.thresholds[rule.id][threshold.name] = threshold.value;
  }
}

}  // namespace

void FillValues(const std::vector<PipelineParam>& params, PlanStep& step) {
  const auto& table = step.operation->params;
  step.values.resize(table.size());
  std::vector<std::string> names;
  for (std::size_t i = 0; i < table.size(); ++i) {
    names.push_back(table[i].name);
    step.values[i].type = static_cast<std::int32_t>(table[i].type);
    step.values[i].number = table[i].default_number;
    SetText(table[i].default_text, step, step.values[i]);
  }
  for (const auto& param : params) {
    const auto it = std::find(names.begin(), names.end(), param.name);
    if (it == names.end()) {
      param.value.Problem("operation '" + step.operation->id + "' has no parameter '" + param.name + "'" +
                          HintFor(param.name, names));
      continue;
    }
    const auto index = static_cast<std::size_t>(it - names.begin());
    SetValue(table[index], param.value, step, step.values[index]);
  }
}

void FillRules(const PipelineStep* written, const Place& place, const RuleCatalogue& rules, PlanStep& step,
               Diagnostics& problems) {
  const auto& operation = *step.operation;
  std::vector<std::string> declared;
  for (const auto& use : operation.rules) {
    declared.push_back(use.rule);
    const auto* rule = rules.Find(use.rule);
    if (rule == nullptr) {
      problems.Add(place, "operation '" + operation.id + "' speaks of rule '" + use.rule +
                              "', which no rule file has" + HintFor(use.rule, rules.Ids()));
      continue;
    }
    step.settings.severities.insert_or_assign(use.rule, rule->severity);
    auto& values = step.settings.thresholds[use.rule];
    for (const auto& name : use.thresholds) {
      const auto* threshold = FindThreshold(*rule, name);
      if (threshold == nullptr) {
        problems.Add(place, "operation '" + operation.id + "' needs threshold '" + name + "' of rule '" +
                                use.rule + "', which the rule file does not give");
        continue;
      }
      values[name] = threshold->value;
    }
  }
  if (written == nullptr) return;
  for (const auto& over : written->rules) {
    if (operation.FindRule(over.rule) == nullptr) {
      problems.Add(over.place, "operation '" + operation.id + "' does not assess rule '" + over.rule + "'" +
                                   HintFor(over.rule, declared));
      continue;
    }
    if (const auto* rule = rules.Find(over.rule)) ApplyOverride(over, *rule, step, problems);
  }
}

}  // namespace certphoto
