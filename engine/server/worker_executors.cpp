#include "engine/server/worker_executors.h"

#include <algorithm>

namespace certphoto {

Result<Executor*> WorkerExecutors::For(const std::shared_ptr<const Plan>& plan, std::uint64_t generation) {
  if (generation > generation_) {
    executors_.clear();
    generation_ = generation;
  }
  const auto found = std::find_if(executors_.begin(), executors_.end(),
                                  [&](const auto& e) { return &e->plan() == plan.get(); });
  if (found != executors_.end()) {
    executors_.splice(executors_.begin(), executors_, found);
    return executors_.front().get();
  }
  auto made = Executor::Create(plan);
  if (!made) return made.error();
  executors_.push_front(std::move(*made));
  if (executors_.size() > kMost) executors_.pop_back();
  return executors_.front().get();
}

}  // namespace certphoto
