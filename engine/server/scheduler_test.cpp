// Who is let in and who is next. Wrong use first.
#include "engine/server/scheduler.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <atomic>
#include <latch>
#include <set>

namespace certphoto {
namespace {

using ::testing::ElementsAre;

WorkLimits Limits(std::size_t queued) {
  WorkLimits limits;
  limits.workers = 1;
  limits.queued = queued;
  limits.held_bytes = 1000;
  limits.per_client = 100;
  return limits;
}

// Says its name when it runs or is dropped.
class Note : public Job {
 public:
  Note(std::vector<std::string>& notes, std::mutex& mutex, std::string name)
      : notes_(notes), mutex_(mutex), name_(std::move(name)) {}
  [[nodiscard]] bool dead() const override { return dead_; }
  void Run(WorkerExecutors&) override { Say(name_); }
  void Drop() override { Say(name_ + " dropped"); }
  std::atomic<bool> dead_{false};

 private:
  void Say(const std::string& what) {
    const std::lock_guard lock(mutex_);
    notes_.push_back(what);
  }
  std::vector<std::string>& notes_;
  std::mutex& mutex_;
  std::string name_;
};

// Holds the worker until it is told to go on.
class Gate : public Job {
 public:
  [[nodiscard]] bool dead() const override { return false; }
  void Run(WorkerExecutors&) override {
    entered.count_down();
    open.wait();
  }
  void Drop() override {}
  std::latch entered{1}, open{1};
};

class SchedulerTest : public ::testing::Test {
 protected:
  void Start(const WorkLimits& limits) {
    scheduler_ = std::make_unique<Scheduler>(limits);
    gate_ticket_ = scheduler_->Admit("gate", 0).ticket;
    scheduler_->Submit(gate_ticket_, &gate_);
    gate_.entered.wait();
  }
  Scheduler::Admission Send(const std::string& client, const std::string& name, std::uint64_t bytes = 1) {
    auto admission = scheduler_->Admit(client, bytes);
    if (admission.ticket) {
      jobs_.push_back(std::make_unique<Note>(notes_, mutex_, name));
      scheduler_->Submit(admission.ticket, jobs_.back().get());
    }
    return admission;
  }
  void Finish() {
    gate_.open.count_down();
    scheduler_->Stop();
  }

  std::vector<std::string> notes_;
  std::mutex mutex_;
  Gate gate_;
  std::vector<std::unique_ptr<Note>> jobs_;
  std::unique_ptr<Scheduler> scheduler_;
  Scheduler::Ticket gate_ticket_;
};

TEST_F(SchedulerTest, AFullQueueRefusesWithATimeToComeBack) {
  Start(Limits(2));
  auto a = Send("a", "1"), b = Send("a", "2"), c = Send("a", "3");
  EXPECT_EQ(c.refusal, Refusal::kQueueFull);
  EXPECT_GT(c.try_again.count(), 0);
  EXPECT_FALSE(c.ticket);
  Finish();
  EXPECT_THAT(notes_, ElementsAre("1", "2"));
}

TEST_F(SchedulerTest, MemoryIsHeldUntilTheTicketGoes) {
  Start(Limits(10));
  auto a = Send("a", "1", 900);
  EXPECT_EQ(Send("b", "2", 200).refusal, Refusal::kMemoryFull);
  EXPECT_EQ(scheduler_->state().held_bytes, 900u);
  a.ticket.Release();
  EXPECT_EQ(scheduler_->state().held_bytes, 0u);
  auto c = Send("b", "3", 5000);  // larger than all of it, but alone
  EXPECT_EQ(c.refusal, Refusal::kNone);
  Finish();
}

TEST_F(SchedulerTest, AClientHasNoMoreThanItsOwnLimit) {
  auto limits = Limits(10);
  limits.per_client = 2;
  Start(limits);
  auto a = Send("a", "1"), b = Send("a", "2");
  EXPECT_EQ(Send("a", "3").refusal, Refusal::kClientFull);
  auto other = Send("b", "4");
  EXPECT_EQ(other.refusal, Refusal::kNone);
  Finish();
}

TEST_F(SchedulerTest, ClientsTakeTurns) {
  Start(Limits(10));
  std::vector<Scheduler::Admission> held;
  for (const char* name : {"a1", "a2", "a3"}) held.push_back(Send("a", name));
  for (const char* name : {"b1", "b2"}) held.push_back(Send("b", name));
  Finish();
  EXPECT_THAT(notes_, ElementsAre("a1", "b1", "a2", "b2", "a3"));
}

TEST_F(SchedulerTest, AGreedyClientLeavesRoomForOneThatWasRefused) {
  Start(Limits(4));
  std::vector<Scheduler::Admission> held;
  for (const char* name : {"a1", "a2", "a3", "a4"}) held.push_back(Send("a", name));
  EXPECT_EQ(Send("b", "b1").refusal, Refusal::kQueueFull);
  jobs_[3]->dead_ = true;                                    // a place comes free
  EXPECT_EQ(Send("a", "a5").refusal, Refusal::kClientFull);  // not for the one that has more than its half
  EXPECT_EQ(Send("b", "b1").refusal, Refusal::kNone);
  Finish();
}

TEST_F(SchedulerTest, TheDeadMakeRoomAndAreNotRun) {
  Start(Limits(2));
  auto a = Send("a", "1"), b = Send("a", "2");
  jobs_[0]->dead_ = true;
  auto c = Send("a", "3");
  EXPECT_EQ(c.refusal, Refusal::kNone);
  jobs_[1]->dead_ = true;  // found when its turn comes
  Finish();
  EXPECT_THAT(notes_, ElementsAre("1 dropped", "2 dropped", "3"));
}

TEST_F(SchedulerTest, StopRunsWhatWasTakenAndTakesNoMore) {
  Start(Limits(10));
  auto a = Send("a", "1");
  std::thread stopping([&] { Finish(); });
  stopping.join();
  EXPECT_THAT(notes_, ElementsAre("1"));
  EXPECT_EQ(Send("a", "2").refusal, Refusal::kStopping);
}

TEST_F(SchedulerTest, ThePushbackGrowsWithTheQueue) {
  Start(Limits(1000));
  const auto empty = scheduler_->TryAgainAfter();
  std::vector<Scheduler::Admission> held;
  for (int i = 0; i < 60; ++i) held.push_back(Send("a", "x"));
  EXPECT_GT(scheduler_->TryAgainAfter(), 2 * empty);
  Finish();
}

TEST_F(SchedulerTest, EveryWorkerDoesAChoreOnce) {
  auto limits = Limits(1);
  limits.workers = 3;
  Scheduler scheduler(limits);
  std::mutex mutex;
  std::set<std::thread::id> threads;
  scheduler.OnEveryWorker([&](WorkerExecutors&) {
    const std::lock_guard lock(mutex);
    threads.insert(std::this_thread::get_id());
  });
  EXPECT_EQ(threads.size(), 3u);
}

}  // namespace
}  // namespace certphoto
