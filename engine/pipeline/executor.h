// Runs one photo after another through a plan, on the calling thread.
#ifndef CERTPHOTO_ENGINE_PIPELINE_EXECUTOR_H
#define CERTPHOTO_ENGINE_PIPELINE_EXECUTOR_H

#include <functional>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "engine/pipeline/plan.h"
#include "engine/pipeline/result.h"

namespace certphoto {

struct RunRequest {
  std::map<std::string, std::string, std::less<>>
      inputs;  // what the caller says about this photo; docs/facts.md
  const Cancellation* cancellation = nullptr;
  bool keep_image = false;                // PhotoResult.image
  bool keep_matte = false;                // PhotoResult.matte
  bool keep_source_image = false;         // PhotoResult.source_image
  std::vector<std::string> report_facts;  // tensors to copy into PhotoResult.facts
  // Told before each piece of work ("ingest", an operation's id), on the photo's thread: so that a crash can
  // be laid at a door.
  std::function<void(std::string_view)> on_step;
};

// One worker's view of a plan: its own instances of the operations. Not thread-safe; make one per worker.
class Executor {
 public:
  [[nodiscard]] static Result<std::unique_ptr<Executor>> Create(std::shared_ptr<const Plan> plan);

  // Never fails as a call: what went wrong is in the result. A file that is not a whole picture is `rejected`
  // by the rule source.readable; `failed` is reserved for what is not the photo's fault.
  [[nodiscard]] PhotoResult Run(std::span<const std::uint8_t> bytes, const RunRequest& request);

  [[nodiscard]] const Plan& plan() const { return *plan_; }

 private:
  explicit Executor(std::shared_ptr<const Plan> plan) : plan_(std::move(plan)) {}

  std::shared_ptr<const Plan> plan_;
  std::vector<Instance> instances_;  // one per step
};

}  // namespace certphoto

#endif
