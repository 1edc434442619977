#include "engine/isolation/isolated_plugin.h"

#include <utility>

#include "engine/isolation/worker.h"
#include "engine/plugin/renderer_services.h"

namespace certphoto {

using isolation::ByteWriter;
using isolation::MessageType;
using isolation::Worker;

IsolatedPlugin::IsolatedPlugin(std::string id, std::filesystem::path worker_program,
                               std::filesystem::path library, const IsolationLimits& limits,
                               const HostTable* table)
    : id_(std::move(id)),
      program_(std::move(worker_program)),
      library_(std::move(library)),
      limits_(limits),
      table_(table) {}

IsolatedPlugin::~IsolatedPlugin() = default;

IsolationCounters IsolatedPlugin::counters() const {
  const std::lock_guard lock(mutex_);
  return counters_;
}

std::uint64_t IsolatedPlugin::NewInstance() {
  const std::lock_guard lock(mutex_);
  live_.insert(next_instance_);
  return next_instance_++;
}

void IsolatedPlugin::DropInstance(std::uint64_t instance) {
  const std::lock_guard lock(mutex_);
  live_.erase(instance);
}

Result<std::unique_ptr<Worker>> IsolatedPlugin::Acquire() {
  for (;;) {
    std::unique_ptr<Worker> worker;
    {
      const std::lock_guard lock(mutex_);
      if (counters_.quarantined)
        return Error{ErrorCode::kInternal, "plugin '" + id_ + "' is quarantined: it crashed " +
                                               std::to_string(crashes_in_a_row_) +
                                               " times; 'certphoto-plugin-check' tells its author why"};
      if (!idle_.empty()) {
        worker = std::move(idle_.back());
        idle_.pop_back();
      }
    }
    if (!worker) break;
    bool lost = false;
    std::string why;
    DestroyForgotten(*worker, lost, why);
    if (!lost) return worker;
    Lost(std::move(worker), why, Loss::kCrash);
  }
  auto process = isolation::WorkerProcess::Start({program_, library_, limits_});
  if (!process) {
    Lost(nullptr, process.error().message, Loss::kCrash);
    return Error{ErrorCode::kInternal, "plugin '" + id_ + "': " + process.error().message};
  }
  const std::lock_guard lock(mutex_);
  ++counters_.started;
  ++counters_.workers;
  return std::make_unique<Worker>(std::move(*process));
}

// Destroys in the worker what nobody uses any more.
void IsolatedPlugin::DestroyForgotten(Worker& worker, bool& lost, std::string& why) {
  std::vector<std::uint64_t> forgotten;
  {
    const std::lock_guard lock(mutex_);
    for (const auto instance : worker.process->instances)
      if (!live_.contains(instance)) forgotten.push_back(instance);
  }
  for (const auto instance : forgotten) {
    ByteWriter body;
    body.Put(instance);
    cph_call call;
    const auto end =
        Converse(worker, *table_, *RendererHost(), &call, MessageType::kDestroy, body, {}, limits_);
    if (!end.whole) {
      lost = true;
      why = end.why;
      return;
    }
    worker.process->instances.erase(instance);
  }
}

void IsolatedPlugin::Return(std::unique_ptr<Worker> worker) {
  const std::lock_guard lock(mutex_);
  ++counters_.calls;
  if (++good_calls_ >= kGoodCallsBetween) crashes_in_a_row_ = 0;
  idle_.push_back(std::move(worker));
}

void IsolatedPlugin::Lost(std::unique_ptr<Worker> worker, const std::string& why, Loss loss) {
  const bool was_running = worker != nullptr;
  worker.reset();  // the process is gone before its successor starts
  bool quarantined_now = false;
  {
    const std::lock_guard lock(mutex_);
    if (was_running) --counters_.workers;
    if (loss == Loss::kCancelled) return;
    ++counters_.crashes;
    if (loss == Loss::kTimeout) ++counters_.timeouts;
    good_calls_ = 0;
    ++crashes_in_a_row_;
    if (limits_.quarantine_after != 0 && crashes_in_a_row_ >= limits_.quarantine_after)
      quarantined_now = !std::exchange(counters_.quarantined, true);
  }
  if (!table_->log_sink) return;
  table_->log_sink(CPH_LOG_WARNING, "plugin '" + id_ + "' lost a worker: " + why);
  if (quarantined_now)
    table_->log_sink(CPH_LOG_ERROR, "plugin '" + id_ + "' is quarantined after " +
                                        std::to_string(limits_.quarantine_after) + " crashes");
}

}  // namespace certphoto
