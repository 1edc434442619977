#include "engine/server/worker_pool.h"

#include <algorithm>

namespace certphoto {

Result<Executor*> WorkerExecutors::For(const std::shared_ptr<const Plan>& plan) {
  auto& executor = executors_[plan.get()];
  if (executor == nullptr) {
    auto made = Executor::Create(plan);
    if (!made) return made.error();
    executor = std::move(*made);
  }
  return executor.get();
}

WorkerPool::WorkerPool(WorkerPoolLimits limits) : limits_(limits) {
  for (int i = 0; i < std::max(1, limits_.workers); ++i) threads_.emplace_back([this] { Work(); });
}

WorkerPool::~WorkerPool() { Drain(); }

bool WorkerPool::Submit(std::uint64_t bytes, Job job) {
  {
    const std::lock_guard lock(mutex_);
    if (stopping_ || queue_.size() >= limits_.queued_jobs) return false;
    // A single job larger than the budget is let in when nothing else is held: its own limit was checked before.
    if (held_bytes_ != 0 && held_bytes_ + bytes > limits_.queued_bytes) return false;
    held_bytes_ += bytes;
    queue_.push_back({bytes, std::move(job)});
  }
  wake_.notify_one();
  return true;
}

void WorkerPool::Drain() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  for (auto& thread : threads_)
    if (thread.joinable()) thread.join();
}

std::size_t WorkerPool::depth() const {
  const std::lock_guard lock(mutex_);
  return queue_.size();
}

void WorkerPool::Work() {
  WorkerExecutors executors;
  while (true) {
    Item item;
    {
      std::unique_lock lock(mutex_);
      wake_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
      if (queue_.empty()) return;  // stopping, and nothing is left
      item = std::move(queue_.front());
      queue_.pop_front();
    }
    item.job(executors);
    item.job = nullptr;
    const std::lock_guard lock(mutex_);
    held_bytes_ -= item.bytes;
  }
}

}  // namespace certphoto
