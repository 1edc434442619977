// One worker's executors: made when a plan is first met, forgotten when the service has reloaded or they are
// too many.
#ifndef CERTPHOTO_ENGINE_SERVER_WORKER_EXECUTORS_H
#define CERTPHOTO_ENGINE_SERVER_WORKER_EXECUTORS_H

#include <cstdint>
#include <list>
#include <memory>

#include "engine/pipeline/executor.h"

namespace certphoto {

// Used by its worker's thread alone.
class WorkerExecutors {
 public:
  // `generation` grows with each reload; executors of an earlier one are let go.
  [[nodiscard]] Result<Executor*> For(const std::shared_ptr<const Plan>& plan, std::uint64_t generation);

 private:
  // An executor has an instance of every operation; callers choose among pipelines times specs, which are
  // hundreds.
  static constexpr std::size_t kMost = 8;
  std::list<std::unique_ptr<Executor>> executors_;  // most recently used first
  std::uint64_t generation_ = 0;
};

}  // namespace certphoto

#endif
