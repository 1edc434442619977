#include "engine/server/snapshot.h"

#include <algorithm>

#include "engine/base/machine.h"
#include "engine/report/reported_facts.h"

namespace certphoto {

Status Snapshot::ReadPipelines() {
  Diagnostics problems;
  for (const auto& name : engine_->PipelineNames()) {
    const auto path = engine_->FindPipeline(name);
    if (!path) return path.error();
    auto text = ReadTextFile(*path, kMaxYamlBytes);
    if (!text) return text.error();
    const auto file = LoadPipelineText(*text, name + ".yaml", problems);
    if (!file) continue;
    pipelines_.push_back({name, std::move(*text), file->name, file->description, file->spec.value_or("")});
  }
  if (!problems.empty()) return problems.ToError();
  return {};
}

Result<std::shared_ptr<const Snapshot>> Snapshot::Load(std::shared_ptr<const Engine> engine,
                                                       const ServerConfig& config, std::uint64_t generation) {
  std::shared_ptr<Snapshot> made(new Snapshot());
  made->engine_ = std::move(engine);
  made->generation_ = generation;
  made->default_pipeline_ = config.default_pipeline;
  if (auto status = made->ReadPipelines(); !status) return status.error();
  Diagnostics problems;
  made->papers_ = PaperCatalogue::Load(made->engine_->installation().data / "papers", problems);
  if (!problems.empty()) return problems.ToError();
  if (!config.tokens.empty()) {
    auto tokens = TokenList::Load(config.tokens);
    if (!tokens) return tokens.error();
    made->tokens_ = std::move(*tokens);
  }
  auto wanted = config.warm;
  wanted.push_back(config.default_pipeline);
  for (const auto& name : wanted)
    if (made->FindPipeline(name) == nullptr)
      return Error{ErrorCode::kNotFound,
                   "no pipeline " + Quoted(name) + DidYouMean(name, made->PipelineNames())};
  for (const auto& pipeline : made->pipelines_)
    if (auto plan = made->PlanFor({pipeline.name, "", false}); !plan) return plan.error();
  return std::shared_ptr<const Snapshot>(std::move(made));
}

const Snapshot::Pipeline* Snapshot::FindPipeline(const std::string& name) const {
  const auto it =
      std::find_if(pipelines_.begin(), pipelines_.end(), [&](const Pipeline& p) { return p.name == name; });
  return it == pipelines_.end() ? nullptr : &*it;
}

std::vector<std::string> Snapshot::PipelineNames() const {
  std::vector<std::string> names;
  for (const auto& pipeline : pipelines_) names.push_back(pipeline.name);
  return names;
}

Result<std::shared_ptr<const Plan>> Snapshot::Compile(const std::string& pipeline,
                                                      const PlanOptions& options) const {
  const auto* found = FindPipeline(pipeline);
  if (found == nullptr)
    return Error{ErrorCode::kNotFound,
                 "no pipeline " + Quoted(pipeline) + DidYouMean(pipeline, PipelineNames())};
  return engine_->CompileText(found->text, found->name + ".yaml", options);
}

Result<std::shared_ptr<const Plan>> Snapshot::PlanFor(PlanKey key) const {
  if (key.pipeline.empty()) key.pipeline = default_pipeline_;
  std::promise<Result<std::shared_ptr<const Plan>>> promise;
  Compiled compiled;
  bool mine = false;
  {
    const std::lock_guard lock(mutex_);
    auto& known = plans_[key];
    if (!known.valid()) {
      known = promise.get_future().share();
      mine = true;
    }
    compiled = known;
  }
  if (mine) {
    PlanOptions options;
    options.spec = key.spec;
    if (key.facts) options.wanted_facts = ReportableFacts(false);
    promise.set_value(Compile(key.pipeline, options));
  }
  const auto& plan = compiled.get();
  if (!plan) return plan.error();
  // Whoever has the plan has the rules and specs it points into; the cache itself must not, or nothing would
  // ever be freed.
  struct Held {
    std::shared_ptr<const Engine> engine;
    std::shared_ptr<const Plan> plan;
  };
  auto held = std::make_shared<Held>(Held{engine_, *plan});
  const auto* raw = held->plan.get();
  return std::shared_ptr<const Plan>(std::move(held), raw);
}

Result<std::shared_ptr<const FaceMatcher>> Snapshot::MatcherFor(const std::string& pipeline) const {
  const std::lock_guard lock(mutex_);
  auto& matcher = matchers_[pipeline];
  if (matcher == nullptr) {
    auto plan = Compile(pipeline, FaceMatcher::Options());
    if (!plan) return plan.error();
    auto made = FaceMatcher::Create(*engine_, std::move(*plan));
    if (!made) return made.error();
    matcher = std::make_shared<const FaceMatcher>(std::move(*made));
  }
  return matcher;
}

}  // namespace certphoto
