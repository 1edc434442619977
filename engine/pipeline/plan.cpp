#include "engine/pipeline/plan.h"

#include <algorithm>
#include <set>
#include <sstream>

#include "engine/base/sha256.h"
#include "engine/pipeline/step_settings.h"

namespace certphoto {

namespace {

constexpr std::string_view kCapturePrefix = "capture:";

bool IsGivenByEngine(std::string_view fact) {
  return fact == engine_fact::kSourceImage || fact == engine_fact::kSourceInfo ||
         fact == engine_fact::kSourceFile || fact == engine_fact::kSourceExif ||
         fact == engine_fact::kPhotoImage;
}

std::string Joined(const std::vector<std::string>& words, const char* separator) {
  std::string out;
  for (const auto& word : words) out += (out.empty() ? "" : separator) + word;
  return out;
}

}  // namespace

// Compiles one file. Reports and goes on, so that one run shows every mistake.
class PlanCompiler {
 public:
  PlanCompiler(const PipelineFile& file, const PlanSources& sources, const PlanOptions& options,
               Diagnostics& problems)
      : file_(file),
        options_(options),
        problems_(problems),
        registry_(*sources.registry),
        plan_(new Plan(sources)) {}

  std::shared_ptr<const Plan> Compile() {
    const auto problems_before = problems_.size();
    plan_->id_ = file_.id;
    plan_->skip_rejected_ = !file_.produce_on_reject;
    ReadIngest();
    ReadSpec();
    ChooseAnalyzers();
    if (options_.checks) AddAll(file_.checks, OperationKind::kCheck, Phase::kCapture);
    for (const auto& fact : options_.wanted_facts)
      if (Provider(fact, nullptr))
        Schedule(fact, Phase::kCapture, Place{file_.file, 0, 0}, "the caller", false);
    if (options_.product) {
      AddAll(file_.transforms, OperationKind::kTransform, Phase::kMaking);
      if (file_.export_step) Add(*file_.export_step, OperationKind::kTransform, Phase::kMaking);
      if (options_.checks && file_.export_step)
        AddAll(file_.product_checks, OperationKind::kCheck, Phase::kProduct);
    }
    ShareOverrides();
    ReportUnreachable();
    if (problems_.size() != problems_before) return nullptr;
    TryInstances();
    if (problems_.size() != problems_before) return nullptr;
    CollectSeverities();
    plan_->digest_ = Digest();
    return plan_;
  }

 private:
  enum class Phase { kCapture, kMaking, kProduct };

  void ReadIngest() {
    if (file_.ingest.min_short_side_px) plan_->request_.min_short_side_px = *file_.ingest.min_short_side_px;
    if (file_.ingest.max_file_mb)
      plan_->limits_.max_file_bytes = std::uint64_t{*file_.ingest.max_file_mb} << 20;
    if (file_.ingest.max_pixels_mp)
      plan_->limits_.max_pixels = std::uint64_t{*file_.ingest.max_pixels_mp} * 1'000'000;
  }

  void ReadSpec() {
    const auto id = options_.spec.empty() ? file_.spec.value_or("") : options_.spec;
    if (id.empty()) return;
    plan_->spec_ = plan_->sources_.specs->Find(id);
    if (plan_->spec_ != nullptr) return;
    const auto near = NearMiss(id, plan_->sources_.specs->Ids());
    problems_.Add(options_.spec.empty() ? file_.spec_place : Place{file_.file, 0, 0},
                  "no spec '" + id + "'" + (near.empty() ? "" : "; did you mean '" + near + "'?") +
                      " ('certphoto specs list' shows all)");
  }

  // The operation a step names, if it exists and is of the right kind.
  const Operation* Resolve(const PipelineStep& step, OperationKind kind) {
    if (step.use.empty()) return nullptr;  // it could not be read: the file's reader has reported that
    const auto* operation = registry_.FindOperation(step.use);
    if (operation == nullptr) {
      const auto near = NearMiss(step.use, registry_.OperationIds());
      problems_.Add(step.place, "no loaded plugin offers operation '" + step.use + "'" +
                                    (near.empty() ? "" : "; did you mean '" + near + "'?") + BrokenHint());
      return nullptr;
    }
    if (operation->kind == kind) return operation;
    problems_.Add(step.place, "operation '" + step.use + "' is a" +
                                  (operation->kind == OperationKind::kAnalyzer ? "n " : " ") +
                                  ToString(operation->kind) + "; this section takes a " + ToString(kind));
    return nullptr;
  }

  std::string BrokenHint() const {
    if (registry_.broken().empty()) return "";
    return " (" + std::to_string(registry_.broken().size()) +
           " plugin libraries could not be loaded: 'certphoto plugins list' says why)";
  }

  void ChooseAnalyzers() {
    for (const auto& step : file_.analyzers) {
      const auto* operation = Resolve(step, OperationKind::kAnalyzer);
      if (operation == nullptr) continue;
      for (const auto& fact : operation->gives)
        if (const auto [it, fresh] = chosen_.emplace(fact, &step); !fresh)
          problems_.Add(step.place, "fact '" + fact + "' is given by '" + it->second->use + "' already");
    }
  }

  // Who computes a fact: the one the file names, else the only plugin that can. `place` null: do not report.
  const Operation* Provider(std::string_view fact, const Place* place) {
    if (const auto it = chosen_.find(fact); it != chosen_.end())
      return registry_.FindOperation(it->second->use);
    const auto all = registry_.ProvidersOf(fact);
    if (all.size() == 1) return all.front();
    if (all.size() > 1 && place != nullptr) {
      std::vector<std::string> ids;
      for (const auto* operation : all) ids.push_back("'" + operation->id + "'");
      problems_.Add(*place, "fact '" + std::string(fact) + "' is given by " + Joined(ids, " and ") +
                                "; name one of them under 'analyzers'");
    }
    return nullptr;
  }

  std::vector<std::size_t>& OrderOf(Phase phase) {
    return phase == Phase::kCapture  ? plan_->capture_
           : phase == Phase::kMaking ? plan_->making_
                                     : plan_->product_;
  }

  void AddAll(const std::vector<PipelineStep>& steps, OperationKind kind, Phase phase) {
    std::set<std::string> seen;
    for (const auto& step : steps) {
      if (!seen.insert(step.use).second)
        problems_.Add(step.place, "'" + step.use + "' stands in this section twice");
      Add(step, kind, phase);
    }
  }

  void Add(const PipelineStep& written, OperationKind kind, Phase phase) {
    const auto* operation = Resolve(written, kind);
    if (operation == nullptr) return;
    ScheduleInputs(*operation, phase, written.place);
    OrderOf(phase).push_back(NewStep(*operation, &written, written.place));
    if (phase == Phase::kMaking) made_.insert(operation->gives.begin(), operation->gives.end());
  }

  std::size_t NewStep(const Operation& operation, const PipelineStep* written, const Place& place) {
    auto& step = plan_->steps_.emplace_back();
    step.operation = &operation;
    step.required = written != nullptr && written->required;
    static const std::vector<PipelineParam> kNoParams;
    FillValues(written != nullptr ? written->params : kNoParams, step);
    FillRules(written, place, *plan_->sources_.rules, step, problems_);
    places_.push_back(place);
    return plan_->steps_.size() - 1;
  }

  void ScheduleInputs(const Operation& operation, Phase phase, const Place& place) {
    for (const auto& fact : operation.needs) Schedule(fact, phase, place, operation.id, true);
    for (const auto& fact : operation.uses) Schedule(fact, phase, place, operation.id, false);
  }

  // Makes sure that `fact` is computed before whatever is scheduled next in `phase`.
  void Schedule(std::string_view fact, Phase phase, const Place& place, const std::string& reader,
                bool needed) {
    if (fact.starts_with(kCapturePrefix)) {
      if (phase != Phase::kProduct) {
        if (!needed) return;  // an analyzer of both pictures, looking at the capture
        problems_.Add(place, "'" + reader + "' reads '" + std::string(fact) +
                                 "', which only a product check can: move it to 'product_checks'");
        return;
      }
      // The capture's facts stay until the photo is done; what only the product asks for is computed while
      // making it.
      Schedule(fact.substr(kCapturePrefix.size()), Phase::kMaking, place, reader, needed);
      return;
    }
    if (IsGivenByEngine(fact) || (phase == Phase::kMaking && made_.contains(std::string(fact)))) return;
    if (IsScheduled(fact, phase)) return;
    const auto* provider = Provider(fact, needed ? &place : nullptr);
    if (provider == nullptr) {
      if (needed && registry_.ProvidersOf(fact).empty())
        problems_.Add(place, "'" + reader + "' needs fact '" + std::string(fact) +
                                 "', which no loaded plugin gives" + BrokenHint());
      return;
    }
    if (const auto it = std::find(open_.begin(), open_.end(), provider); it != open_.end()) {
      if (needed) problems_.Add(place, "the facts go in a circle: " + CircleText(it, provider));
      return;  // an optional input that would close a circle is left out
    }
    open_.push_back(provider);
    ScheduleInputs(*provider, phase, place);
    open_.pop_back();
    if (IsScheduled(fact, phase)) return;
    const auto it = chosen_.find(fact);
    const auto step = AnalyzerStep(*provider, it == chosen_.end() ? nullptr : it->second, place);
    OrderOf(phase).push_back(step);
    for (const auto& given : provider->gives) scheduled_[phase].insert(given);
  }

  bool IsScheduled(std::string_view fact, Phase phase) {
    const std::string id(fact);
    // While the product is made the capture's facts are still there.
    return scheduled_[phase].contains(id) ||
           (phase == Phase::kMaking && scheduled_[Phase::kCapture].contains(id));
  }

  // Analyzers are configured once and serve both pictures.
  std::size_t AnalyzerStep(const Operation& operation, const PipelineStep* written, const Place& place) {
    const auto it = analyzer_steps_.find(&operation);
    if (it != analyzer_steps_.end()) return it->second;
    const auto step = NewStep(operation, written, written != nullptr ? written->place : place);
    analyzer_steps_.emplace(&operation, step);
    return step;
  }

  std::string CircleText(std::vector<const Operation*>::iterator from, const Operation* back) const {
    std::string text;
    for (auto it = from; it != open_.end(); ++it) text += "'" + (*it)->id + "' -> ";
    return text + "'" + back->id + "'";
  }

  // A rule has one set of limits in a pipeline: what a check's entry changes holds for every step that reads
  // the rule.
  void ShareOverrides() {
    const auto share = [&](const std::vector<PipelineStep>& written) {
      for (const auto& step : written)
        for (const auto& over : step.rules)
          for (const auto& threshold : over.thresholds)
            for (auto& other : plan_->steps_) SetThreshold(other, over.rule, threshold);
    };
    share(file_.checks);
    share(file_.product_checks);
  }

  static void SetThreshold(PlanStep& step, const std::string& rule, const ThresholdOverride& threshold) {
    const auto limits = step.settings.thresholds.find(rule);
    if (limits == step.settings.thresholds.end()) return;
    const auto limit = limits->second.find(threshold.name);
    if (limit != limits->second.end()) limit->second = threshold.value;
  }

  void ReportUnreachable() {
    if (!options_.checks || !options_.product) return;  // parts were left out on purpose
    for (const auto& step : file_.analyzers) {
      const auto* operation = registry_.FindOperation(step.use);
      if (operation != nullptr && !analyzer_steps_.contains(operation))
        problems_.Add(step.place,
                      "'" + step.use + "' is never reached: no step reads " + Joined(operation->gives, ", "));
    }
  }

  // Makes one instance of each step, so that a missing model or a parameter the plugin refuses is found now.
  void TryInstances() {
    for (std::size_t i = 0; i < plan_->steps_.size(); ++i) {
      auto instance = Instance::Create(plan_->steps_[i], plan_->sources_.host, plan_->spec_);
      if (!instance) problems_.Add(places_[i], instance.error().message);
    }
  }

  // What the spec requires of the person outweighs the catalogue: `requirements: {glasses: forbid}` makes the
  // rule glasses.present reject. The pipeline file has the last word.
  void CollectSeverities() {
    if (plan_->spec_ != nullptr)
      for (const auto& [what, policy] : plan_->spec_->requirements)
        if (policy == Policy::kForbid)
          plan_->severities_.insert_or_assign(what + ".present", Severity::kReject);
    const auto collect = [&](const std::vector<PipelineStep>& steps) {
      for (const auto& step : steps)
        for (const auto& over : step.rules)
          if (over.severity) plan_->severities_.insert_or_assign(over.rule, *over.severity);
    };
    collect(file_.checks);
    collect(file_.product_checks);
  }

  std::string Digest() const {
    std::ostringstream text;
    text.precision(17);
    text << "certphoto/plan/1\n" << plan_->id_ << '\n' << plan_->request_.min_short_side_px << '\n';
    const auto& limits = plan_->limits_;
    text << limits.max_file_bytes << ' ' << limits.max_pixels << ' ' << limits.max_side_px << ' '
         << limits.min_side_px << '\n';
    text << plan_->skip_rejected_ << '\n';
    if (plan_->spec_ != nullptr) {
      text << plan_->spec_->id << '\n';
      for (const auto& [name, value] : plan_->spec_->numbers) text << name << '=' << value << '\n';
    }
    for (const auto& rule : plan_->rules().all())
      text << rule.id << '=' << ToString(plan_->SeverityOf(rule)) << '\n';
    const auto add = [&](const char* phase, const std::vector<std::size_t>& order) {
      text << phase << '\n';
      for (const auto index : order) AddStep(text, plan_->steps_[index]);
    };
    add("capture", plan_->capture_);
    add("making", plan_->making_);
    add("product", plan_->product_);
    Sha256 sum;
    sum.Update(text.view());
    return sum.Hex();
  }

  void AddStep(std::ostream& text, const PlanStep& step) const {
    const auto& operation = *step.operation;
    const auto* plugin = registry_.FindPlugin(operation.plugin);
    text << operation.id << ' ' << plugin->id << ' ' << plugin->version << ' ' << plugin->sha256 << '\n';
    for (std::size_t i = 0; i < step.values.size(); ++i)
      text << operation.params[i].name << '=' << step.values[i].number << ' ' << step.values[i].text << '\n';
    for (const auto& [rule, thresholds] : step.settings.thresholds)
      for (const auto& [name, value] : thresholds) text << rule << '.' << name << '=' << value << '\n';
    for (const auto& model : operation.models)
      if (const auto* entry = plan_->sources_.host.inference->models().Find(model))
        text << model << ' ' << entry->sha256 << '\n';
  }

  const PipelineFile& file_;
  const PlanOptions& options_;
  Diagnostics& problems_;
  const PluginRegistry& registry_;
  std::shared_ptr<Plan> plan_;
  std::map<std::string, const PipelineStep*, std::less<>>
      chosen_;  // fact → the analyzer the file names for it
  std::map<const Operation*, std::size_t> analyzer_steps_;
  std::map<Phase, std::set<std::string>> scheduled_;
  std::set<std::string> made_;          // facts that transforms listed so far give
  std::vector<const Operation*> open_;  // analyzers whose inputs are being scheduled
  std::vector<Place> places_;           // of each step
};

std::shared_ptr<const Plan> Plan::Compile(const PipelineFile& file, const PlanSources& sources,
                                          const PlanOptions& options, Diagnostics& problems) {
  return PlanCompiler(file, sources, options, problems).Compile();
}

Severity Plan::SeverityOf(const Rule& rule) const {
  const auto it = severities_.find(rule.id);
  return it == severities_.end() ? rule.severity : it->second;
}

}  // namespace certphoto
