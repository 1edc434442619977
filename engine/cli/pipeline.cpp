// certphoto pipeline validate|explain.
#include <algorithm>
#include <iostream>
#include <map>

#include "engine/cli/catalogue_command.h"
#include "engine/cli/exit_code.h"
#include "engine/cli/table.h"
#include "engine/cli/work_options.h"

namespace certphoto::cli {
namespace {

int Validate(const Arguments& arguments) {
  constexpr const char* kProgram = "certphoto pipeline validate";
  Options options({kProgram,
                   "FILE|NAME…",
                   "Reads pipeline files as a run would, models and plugins included, and prints every "
                   "mistake with its line.\n\n"
                   "Exit code: 0 all good, 2 a file has mistakes.",
                   {{"certphoto pipeline validate school.yaml", "before the first run"},
                    {"certphoto pipeline validate pipelines/*.yaml && echo good", "in a script"}}});
  options.Add("spec", po::value<std::string>()->value_name("ID"),
              "with this document instead of the pipeline's");
  options.TakePlaces();
  if (const auto exit = options.Parse(arguments)) return *exit;
  if (options.places().empty()) return options.Wrong("name the pipeline files");
  const auto engine = OpenEngine();
  if (!engine) return Fail(kProgram, engine.error());
  PlanOptions plan_options;
  plan_options.spec = options.Text("spec");
  bool good = true;
  for (const auto& file : options.places()) {
    const auto plan = (*engine)->Compile(file, plan_options);
    if (plan) {
      std::cout << Printable(file) << ": good\n";
      continue;
    }
    good = false;
    auto message = plan.error().message;
    while (message.ends_with('\n')) message.pop_back();
    std::cerr << message << '\n';
  }
  return good ? kAllAccepted : kWrongUsage;
}

struct Phase {
  const char* name;
  const char* title;
  const std::vector<std::size_t>* steps;
};

std::vector<Phase> PhasesOf(const Plan& plan) {
  return {{"capture", "On the photo as it came", &plan.capture()},
          {"making", "Making the finished photo", &plan.making()},
          {"product", "On the finished file", &plan.product()}};
}

std::vector<std::string> RulesOf(const Operation& operation) {
  std::vector<std::string> out;
  for (const auto& use : operation.rules) out.push_back(use.rule);
  return out;
}

// Rule → the operations of the plan that assess it.
std::map<std::string, std::vector<std::string>> Coverage(const Plan& plan) {
  std::map<std::string, std::vector<std::string>> out;
  for (const auto& phase : PhasesOf(plan))
    for (const auto index : *phase.steps)
      for (const auto& rule : RulesOf(*plan.steps()[index].operation)) {
        auto& by = out[rule];
        const auto& id = plan.steps()[index].operation->id;
        if (std::find(by.begin(), by.end(), id) == by.end()) by.push_back(id);
      }
  for (const char* own : {"source.readable", "report.complete"})  // pipeline/completion.h
    if (plan.rules().Find(own) != nullptr) out[own] = {"engine"};
  return out;
}

std::string ExplainText(const Plan& plan) {
  std::string out = plan.id();
  if (plan.spec() != nullptr)
    out += "  for " + plan.spec()->id + "  " + plan.spec()->name.zh + "  " + plan.spec()->name.en;
  out += "\ndecodes " +
         (plan.request().min_short_side_px == 0
              ? std::string("at full size")
              : "to a shorter side of at least " + std::to_string(plan.request().min_short_side_px) + " px") +
         "; a file has at most " + Bytes(plan.limits().max_file_bytes) + " and " +
         std::to_string(plan.limits().max_pixels / 1'000'000) + " megapixels\n";
  std::size_t number = 0;
  for (const auto& phase : PhasesOf(plan)) {
    if (phase.steps->empty()) continue;
    out += std::string("\n") + phase.title + "\n";
    Table table;
    for (const auto index : *phase.steps) {
      const auto& operation = *plan.steps()[index].operation;
      const bool gives = !operation.gives.empty();
      table.Add({"  " + std::to_string(++number), operation.id, ToString(operation.kind), operation.plugin,
                 gives ? "gives " + JoinComma(operation.gives) : "rules " + JoinComma(RulesOf(operation))});
    }
    out += table.ToString();
  }
  const auto coverage = Coverage(plan);
  std::string missing;
  Table covered, uncovered;
  for (const auto& rule : plan.rules().all()) {
    const std::string severity = ToString(plan.SeverityOf(rule));
    const auto it = coverage.find(rule.id);
    if (it != coverage.end())
      covered.Add({"  " + rule.id, severity, JoinComma(it->second)});
    else
      uncovered.Add({"  " + rule.id, severity, ToString(rule.kind), rule.text.en});
  }
  out += "\nRules it checks\n" + covered.ToString();
  out += "\nRules it does not check\n" + uncovered.ToString();
  return out + "\ndigest " + plan.digest() + '\n';
}

Json ExplainJson(const Plan& plan) {
  Json out{{"id", plan.id()}, {"spec", plan.spec() != nullptr ? Json(plan.spec()->id) : Json(nullptr)}};
  for (const auto& phase : PhasesOf(plan)) {
    auto& steps = out["phases"][phase.name] = Json::array();
    for (const auto index : *phase.steps) {
      const auto& operation = *plan.steps()[index].operation;
      steps.push_back({{"operation", operation.id},
                       {"kind", ToString(operation.kind)},
                       {"plugin", operation.plugin},
                       {"needs", operation.needs},
                       {"gives", operation.gives},
                       {"rules", RulesOf(operation)}});
    }
  }
  const auto coverage = Coverage(plan);
  out["rules"] = Json::array();
  for (const auto& rule : plan.rules().all()) {
    const auto it = coverage.find(rule.id);
    out["rules"].push_back({{"id", rule.id},
                            {"kind", ToString(rule.kind)},
                            {"severity", ToString(plan.SeverityOf(rule))},
                            {"assessed_by", it == coverage.end() ? std::vector<std::string>() : it->second}});
  }
  out["digest"] = plan.digest();
  return out;
}

int Explain(const Arguments& arguments) {
  constexpr const char* kProgram = "certphoto pipeline explain";
  Options options(
      {kProgram,
       "[OPTIONS] NAME|FILE",
       "Prints what a pipeline does to a photo: the steps in their order, who gives which fact, which rules "
       "are\n"
       "checked and how strictly, and which are not.",
       {{"certphoto pipeline explain grad", "the graduation photo"},
        {"certphoto pipeline explain grad --spec us.visa", "the same steps for another document"}}});
  options.Add("spec", po::value<std::string>()->value_name("ID"),
              "with this document instead of the pipeline's");
  options.Add("format", po::value<std::string>()->value_name("text|json")->default_value("text"),
              "text for people, or one JSON object");
  options.TakePlaces();
  if (const auto exit = options.Parse(arguments)) return *exit;
  const auto format = ReadChoice(options, "format", {"text", "json"});
  if (!format) return options.Wrong(format.error().message);
  if (options.places().size() != 1) return options.Wrong("name one pipeline");
  const auto engine = OpenEngine();
  if (!engine) return Fail(kProgram, engine.error());
  PlanOptions plan_options;
  plan_options.spec = options.Text("spec");
  const auto plan = (*engine)->Compile(options.places()[0], plan_options);
  if (!plan) return Fail(kProgram, plan.error());
  std::cout << (*format == "json" ? ExplainJson(**plan).dump() + '\n' : ExplainText(**plan));
  return kAllAccepted;
}

}  // namespace

int RunPipeline(const Arguments& arguments) {
  static constexpr Command kTable[] = {
      {"validate", "every mistake of pipeline files, with its line", Validate},
      {"explain", "what a pipeline does, and which rules it checks", Explain}};
  return Dispatch("certphoto pipeline", "Pipeline files: what is done to a photo.", kTable, arguments);
}

}  // namespace certphoto::cli
