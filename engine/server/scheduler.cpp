#include "engine/server/scheduler.h"

#include <algorithm>
#include <latch>

namespace certphoto {
namespace {

using std::chrono::milliseconds;

// A client that was refused is taken to want in until it should have come back: the longest pushback.
constexpr auto kWantsIn = std::chrono::seconds(5);
constexpr milliseconds kShortestPushback{20}, kLongestPushback{5'000};
// Weight of the newest job in the moving mean: the last dozen jobs decide.
constexpr double kNewest = 0.15;
// What is refused at one moment would come back at one moment.
constexpr double kSpread = 0.25;

}  // namespace

Scheduler::Ticket& Scheduler::Ticket::operator=(Ticket&& other) noexcept {
  if (this == &other) return *this;
  Release();
  scheduler_ = std::exchange(other.scheduler_, nullptr);
  client_ = std::move(other.client_);
  bytes_ = other.bytes_;
  return *this;
}

void Scheduler::Ticket::Release() {
  if (auto* scheduler = std::exchange(scheduler_, nullptr)) scheduler->Release(client_, bytes_);
}

Scheduler::Scheduler(const WorkLimits& limits) : limits_(limits), decoded_(limits.decoded_bytes) {
  const auto workers = static_cast<std::size_t>(std::max(1, limits.workers));
  chores_.resize(workers);
  for (std::size_t i = 0; i < workers; ++i) threads_.emplace_back([this, i] { Work(i); });
}

Scheduler::~Scheduler() {
  Stop();
}

// With whom a client shares the queue: everybody who waits or was just refused. Alone it may have all of it.
std::size_t Scheduler::ShareOf(const Client& client) const {
  const auto now = Clock::now();
  std::size_t wanting = 1;
  for (const auto& [name, other] : clients_)
    if (&other != &client && (!other.waiting.empty() || now - other.refused < kWantsIn)) ++wanting;
  return std::max<std::size_t>(1, limits_.queued / wanting);
}

Refusal Scheduler::RefusalOf(Client& client, std::uint64_t bytes) {
  if (stopping_) return Refusal::kStopping;
  if (client.tickets >= limits_.per_client) return Refusal::kClientFull;
  if (waiting_ >= limits_.queued) return Refusal::kQueueFull;
  if (client.waiting.size() >= ShareOf(client)) return Refusal::kClientFull;
  // A single request larger than the budget is let in when nothing else is held: its own limit was checked
  // before.
  if (held_bytes_ != 0 && held_bytes_ + bytes > limits_.held_bytes) return Refusal::kMemoryFull;
  return Refusal::kNone;
}

Scheduler::Admission Scheduler::Admit(const std::string& name, std::uint64_t bytes) {
  std::vector<Job*> dead;
  Admission out;
  {
    const std::lock_guard lock(mutex_);
    auto& client = clients_[name];
    client.name = name;
    out.refusal = RefusalOf(client, bytes);
    if (out.refusal != Refusal::kNone && out.refusal != Refusal::kStopping) {
      dead = TakeDead();  // those that nobody waits for any more make room
      if (!dead.empty()) out.refusal = RefusalOf(client, bytes);
    }
    if (out.refusal == Refusal::kNone) {
      ++client.tickets;
      ++tickets_;
      held_bytes_ += bytes;
      out.ticket.scheduler_ = this;
      out.ticket.client_ = name;
      out.ticket.bytes_ = bytes;
    } else {
      client.refused = Clock::now();
      out.try_again = TryAgainLocked();
    }
  }
  for (auto* job : dead) job->Drop();
  return out;
}

void Scheduler::Submit(const Ticket& ticket, Job* job) {
  {
    const std::lock_guard lock(mutex_);
    auto& client = clients_[ticket.client_];
    if (client.waiting.empty()) turns_.push_back(ticket.client_);
    client.waiting.push_back(job);
    ++waiting_;
  }
  wake_.notify_one();
}

Job* Scheduler::Next() {
  if (turns_.empty()) return nullptr;
  const auto name = std::move(turns_.front());
  turns_.pop_front();
  auto& client = clients_[name];
  auto* job = client.waiting.front();
  client.waiting.pop_front();
  if (!client.waiting.empty()) turns_.push_back(name);
  --waiting_;
  return job;
}

std::vector<Job*> Scheduler::TakeDead() {
  std::vector<Job*> dead;
  for (auto& [name, client] : clients_) {
    const auto alive = std::stable_partition(client.waiting.begin(), client.waiting.end(),
                                             [](const Job* job) { return !job->dead(); });
    dead.insert(dead.end(), alive, client.waiting.end());
    client.waiting.erase(alive, client.waiting.end());
  }
  waiting_ -= dead.size();
  std::erase_if(turns_, [this](const std::string& name) { return clients_[name].waiting.empty(); });
  return dead;
}

void Scheduler::Release(const std::string& name, std::uint64_t bytes) {
  const std::lock_guard lock(mutex_);
  auto& client = clients_[name];
  --client.tickets;
  --tickets_;
  held_bytes_ -= bytes;
  // Whoever came once is not remembered for ever.
  const auto now = Clock::now();
  std::erase_if(clients_, [now](const auto& entry) {
    const auto& [_, c] = entry;
    return c.tickets == 0 && c.waiting.empty() && now - c.refused >= kWantsIn;
  });
}

milliseconds Scheduler::TryAgainLocked() const {
  const double workers = static_cast<double>(std::max<std::size_t>(1, threads_.size()));
  const double half = mean_seconds_ / workers * std::max(1.0, double(waiting_) / 2);
  // A spread without a generator: the fraction of the clock's nanoseconds is as good.
  const double fraction = double(Clock::now().time_since_epoch().count() % 1000) / 1000;
  const auto wait = milliseconds(static_cast<std::int64_t>(half * 1000 * (1 + kSpread * fraction)));
  return std::clamp(wait, kShortestPushback, kLongestPushback);
}

milliseconds Scheduler::TryAgainAfter() const {
  const std::lock_guard lock(mutex_);
  return TryAgainLocked();
}

Scheduler::State Scheduler::state() const {
  const std::lock_guard lock(mutex_);
  return {waiting_, running_, tickets_, held_bytes_, decoded_.held()};
}

void Scheduler::Stop() {
  {
    const std::lock_guard lock(mutex_);
    stopping_ = true;
  }
  wake_.notify_all();
  for (auto& thread : threads_)
    if (thread.joinable()) thread.join();
}

void Scheduler::OnEveryWorker(const std::function<void(WorkerExecutors&)>& work) {
  std::latch done(static_cast<std::ptrdiff_t>(threads_.size()));
  {
    const std::lock_guard lock(mutex_);
    for (auto& chores : chores_)
      chores.push_back([&](WorkerExecutors& executors) {
        work(executors);
        done.count_down();
      });
  }
  wake_.notify_all();
  done.wait();
}

void Scheduler::Work(std::size_t index) {
  WorkerExecutors executors;
  std::unique_lock lock(mutex_);
  while (true) {
    wake_.wait(lock, [&] { return stopping_ || waiting_ > 0 || !chores_[index].empty(); });
    if (!chores_[index].empty()) {
      const auto chore = std::move(chores_[index].front());
      chores_[index].pop_front();
      lock.unlock();
      chore(executors);
      lock.lock();
      continue;
    }
    auto* job = Next();
    if (job == nullptr) {
      if (stopping_) return;
      continue;
    }
    ++running_;
    lock.unlock();
    const bool dead = job->dead();
    const auto start = Clock::now();
    if (dead) {
      job->Drop();
    } else {
      job->Run(executors);
    }
    const double seconds = std::chrono::duration<double>(Clock::now() - start).count();
    lock.lock();
    --running_;
    if (!dead) mean_seconds_ += kNewest * (seconds - mean_seconds_);
  }
}

}  // namespace certphoto
