// Who is let in, who is next, and the threads that do the work.
//
// A request first gets a Ticket: its bytes and its place in its client's share, held until it is answered.
// Then its job waits in the queue of its client; clients take turns. What does not fit is refused at once
// with the time after which to try again, never parked.
#ifndef CERTPHOTO_ENGINE_SERVER_SCHEDULER_H
#define CERTPHOTO_ENGINE_SERVER_SCHEDULER_H

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "engine/batch/runner.h"
#include "engine/server/config.h"
#include "engine/server/worker_executors.h"

namespace certphoto {

// Work of a request. Exactly one of Run and Drop is called, from a thread of the scheduler or of somebody who
// asks for a place; the job stays alive until then and may delete itself in it.
class Job {
 public:
  Job() = default;
  Job(const Job&) = delete;
  Job& operator=(const Job&) = delete;
  virtual ~Job() = default;
  // Its caller has gone or its deadline has passed: it will be dropped instead of run. Thread-safe.
  [[nodiscard]] virtual bool dead() const = 0;
  virtual void Run(WorkerExecutors& executors) = 0;
  virtual void Drop() = 0;
};

enum class Refusal { kNone, kQueueFull, kMemoryFull, kClientFull, kStopping };

// Thread-safe.
class Scheduler {
 public:
  using Clock = std::chrono::steady_clock;

  // Gives its bytes and its place back when it is destroyed.
  class Ticket {
   public:
    Ticket() = default;
    Ticket(Ticket&& other) noexcept { *this = std::move(other); }
    Ticket& operator=(Ticket&& other) noexcept;
    Ticket(const Ticket&) = delete;
    Ticket& operator=(const Ticket&) = delete;
    ~Ticket() { Release(); }
    void Release();
    [[nodiscard]] explicit operator bool() const { return scheduler_ != nullptr; }

   private:
    friend class Scheduler;
    Scheduler* scheduler_ = nullptr;
    std::string client_;
    std::uint64_t bytes_ = 0;
  };

  struct Admission {
    Ticket ticket;
    Refusal refusal = Refusal::kNone;
    std::chrono::milliseconds try_again{0};  // of a refusal
  };

  struct State {
    std::size_t waiting = 0, running = 0, tickets = 0;
    std::uint64_t held_bytes = 0, decoded_bytes = 0;
  };

  explicit Scheduler(const WorkLimits& limits);
  Scheduler(const Scheduler&) = delete;
  Scheduler& operator=(const Scheduler&) = delete;
  ~Scheduler();  // finishes what was accepted

  // A place for a request of `bytes`. A refused request costs nothing but this call.
  [[nodiscard]] Admission Admit(const std::string& client, std::uint64_t bytes);
  // Queues the job of an admitted request; may be called again for the next job of the same one.
  void Submit(const Ticket& ticket, Job* job);

  // No more is admitted; returns when the accepted jobs have ended.
  void Stop();

  // Runs `work` once on every worker's thread and waits: to make executors before the first request.
  void OnEveryWorker(const std::function<void(WorkerExecutors&)>& work);

  [[nodiscard]] State state() const;
  [[nodiscard]] ByteBudget& decoded() { return decoded_; }
  [[nodiscard]] int workers() const { return static_cast<int>(threads_.size()); }
  // When, at the rate the queue drains now, half of it will be gone. Exposed for tests.
  [[nodiscard]] std::chrono::milliseconds TryAgainAfter() const;

 private:
  struct Client {
    std::string name;
    std::deque<Job*> waiting;
    std::size_t tickets = 0;
    Clock::time_point refused{};  // when last; it counts as one that wants in for a while
  };

  void Work(std::size_t index);
  [[nodiscard]] Job* Next();                   // under the lock; null when none waits
  [[nodiscard]] std::vector<Job*> TakeDead();  // under the lock
  [[nodiscard]] Refusal RefusalOf(Client& client, std::uint64_t bytes);  // under the lock
  [[nodiscard]] std::size_t ShareOf(const Client& client) const;
  [[nodiscard]] std::chrono::milliseconds TryAgainLocked() const;
  void Release(const std::string& client, std::uint64_t bytes);

  const WorkLimits limits_;
  ByteBudget decoded_;
  mutable std::mutex mutex_;
  std::condition_variable wake_;
  std::map<std::string, Client> clients_;  // those with a ticket, or refused a moment ago
  std::deque<std::string> turns_;          // clients with waiting jobs, in order of their turn
  std::size_t waiting_ = 0, running_ = 0, tickets_ = 0;
  std::uint64_t held_bytes_ = 0;
  double mean_seconds_ = 0.1;  // of a job, moving; a photo's usual time until there is a measurement
  bool stopping_ = false;
  std::vector<std::deque<std::function<void(WorkerExecutors&)>>> chores_;  // by worker
  std::vector<std::thread> threads_;
};

}  // namespace certphoto

#endif
