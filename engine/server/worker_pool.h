// The threads that do the work, and the queue before them. The queue is bounded in count and bytes: what does not fit is refused at once,
// never parked.
#ifndef CERTPHOTO_ENGINE_SERVER_WORKER_POOL_H
#define CERTPHOTO_ENGINE_SERVER_WORKER_POOL_H

#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include "engine/pipeline/executor.h"

namespace certphoto {

// One worker's executors, made when a plan is first met. Used by that worker's thread alone.
class WorkerExecutors {
 public:
  [[nodiscard]] Result<Executor*> For(const std::shared_ptr<const Plan>& plan);

 private:
  std::map<const Plan*, std::unique_ptr<Executor>> executors_;
};

struct WorkerPoolLimits {
  int workers = 1;
  std::size_t queued_jobs = 64;
  std::uint64_t queued_bytes = 512u << 20;
};

class WorkerPool {
 public:
  using Job = std::function<void(WorkerExecutors&)>;

  explicit WorkerPool(WorkerPoolLimits limits);
  WorkerPool(const WorkerPool&) = delete;
  WorkerPool& operator=(const WorkerPool&) = delete;
  ~WorkerPool();  // finishes what was accepted

  // False when the queue is full or the pool is stopping; the job was not taken. `bytes` counts until the job has ended.
  [[nodiscard]] bool Submit(std::uint64_t bytes, Job job);
  // No more jobs are taken; returns when the accepted ones have ended.
  void Drain();
  [[nodiscard]] std::size_t depth() const;

 private:
  struct Item {
    std::uint64_t bytes;
    Job job;
  };
  void Work();

  const WorkerPoolLimits limits_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Item> queue_;
  std::uint64_t held_bytes_ = 0;
  bool stopping_ = false;
  std::vector<std::thread> threads_;
};

}  // namespace certphoto

#endif
