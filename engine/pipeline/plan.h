// The plan: a pipeline file compiled against the loaded plugins, rules and specs. Everything that can be
// wrong is found here, before the first photo is read; afterwards the plan is immutable and shared by all
// workers.
#ifndef CERTPHOTO_ENGINE_PIPELINE_PLAN_H
#define CERTPHOTO_ENGINE_PIPELINE_PLAN_H

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/catalogue/rule.h"
#include "engine/catalogue/spec.h"
#include "engine/config/pipeline_file.h"
#include "engine/imaging/ingest.h"
#include "engine/isolation/isolated_plugin.h"
#include "engine/plugin/call.h"
#include "engine/plugin/registry.h"

namespace certphoto {

// A configured operation. The same configuration of an analyzer serves the capture and the product.
struct PlanStep {
  // Moved only: `values` points into `texts`, and a vector that grows would copy a deque, whose move may
  // throw.
  PlanStep() = default;
  PlanStep(PlanStep&&) = default;
  PlanStep& operator=(PlanStep&&) = default;

  const Operation* operation = nullptr;
  bool required = false;  // a crash of it fails the photo; otherwise its rules are inconclusive
  StepSettings settings;
  std::vector<cph_value> values;  // one per row of the parameter table
  std::vector<std::unique_ptr<const std::string>>
      texts;  // what `values` points into; stays put when the step moves
};

// What a plan is compiled from. All outlive the plan.
struct PlanSources {
  const PluginRegistry* registry = nullptr;
  const RuleCatalogue* rules = nullptr;
  const SpecCatalogue* specs = nullptr;
  HostResources host;
};

struct PlanOptions {
  std::string spec;  // overrides the file's
  std::vector<std::string>
      wanted_facts;     // computed even if no step needs them; those nobody gives are left out
  bool checks = true;   // false: transforms only
  bool product = true;  // false: checks only, no image is made
};

class Plan {
 public:
  // Reports every problem of the file with its place; empty when there is one.
  [[nodiscard]] static std::shared_ptr<const Plan> Compile(const PipelineFile& file,
                                                           const PlanSources& sources,
                                                           const PlanOptions& options, Diagnostics& problems);

  [[nodiscard]] const std::string& id() const { return id_; }
  [[nodiscard]] const Spec* spec() const { return spec_; }
  [[nodiscard]] const RuleCatalogue& rules() const { return *sources_.rules; }
  [[nodiscard]] const HostResources& host() const { return sources_.host; }
  [[nodiscard]] const IngestLimits& limits() const { return limits_; }
  [[nodiscard]] const IngestRequest& request() const { return request_; }
  [[nodiscard]] bool skips_product_of_rejected() const { return skip_rejected_; }

  // The steps, and the order each phase runs them in, as indices into steps().
  [[nodiscard]] const std::vector<PlanStep>& steps() const { return steps_; }
  [[nodiscard]] const std::vector<std::size_t>& capture() const { return capture_; }  // analyzers and checks
  [[nodiscard]] const std::vector<std::size_t>& making() const {
    return making_;
  }  // more analyzers, transforms, export
  [[nodiscard]] const std::vector<std::size_t>& product() const {
    return product_;
  }  // analyzers and checks, on the file

  // The severity of a rule under this plan: the catalogue's, unless the pipeline or the spec says otherwise.
  [[nodiscard]] Severity SeverityOf(const Rule& rule) const;

  // sha256 of everything that determines the result: canonical configuration, spec, rules, plugins, models.
  [[nodiscard]] const std::string& digest() const { return digest_; }

 private:
  friend class PlanCompiler;
  explicit Plan(const PlanSources& sources) : sources_(sources) {}

  std::string id_;
  PlanSources sources_;
  const Spec* spec_ = nullptr;
  IngestLimits limits_;
  IngestRequest request_;
  bool skip_rejected_ = true;
  std::vector<PlanStep> steps_;
  std::vector<std::size_t> capture_, making_, product_;
  std::map<std::string, Severity, std::less<>> severities_;
  std::string digest_;
};

// A step's operation made ready to run, in this process or in one of its own. Destroys the instance.
class Instance {
 public:
  [[nodiscard]] static Result<Instance> Create(const PlanStep& step, const HostResources& host,
                                               const Spec* spec);
  Instance(Instance&& o) noexcept
      : operation_(o.operation_),
        handle_(std::exchange(o.handle_, nullptr)),
        isolated_(std::move(o.isolated_)) {}
  Instance& operator=(Instance&& o) noexcept {
    std::swap(operation_, o.operation_);
    std::swap(handle_, o.handle_);
    std::swap(isolated_, o.isolated_);
    return *this;
  }
  Instance(const Instance&) = delete;
  Instance& operator=(const Instance&) = delete;
  ~Instance();
  [[nodiscard]] cph_status Run(cph_call* call) const {
    return isolated_ != nullptr ? isolated_->Run(call) : operation_->raw->run(handle_, call);
  }

 private:
  Instance(const Operation* operation, void* handle) : operation_(operation), handle_(handle) {}
  Instance(const Operation* operation, std::unique_ptr<IsolatedInstance> isolated)
      : operation_(operation), isolated_(std::move(isolated)) {}
  const Operation* operation_;
  void* handle_ = nullptr;
  std::unique_ptr<IsolatedInstance> isolated_;
};

}  // namespace certphoto

#endif
