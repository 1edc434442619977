// A plugin that runs in processes of its own: its workers, and what happens when one of them does not survive
// a call.
#ifndef CERTPHOTO_ENGINE_ISOLATION_ISOLATED_PLUGIN_H
#define CERTPHOTO_ENGINE_ISOLATION_ISOLATED_PLUGIN_H

#include <cstdint>
#include <filesystem>
#include <memory>
#include <mutex>
#include <set>
#include <span>
#include <string>
#include <vector>

#include "engine/isolation/limits.h"
#include "engine/isolation/wire.h"
#include "engine/plugin/host_services.h"

namespace certphoto {

namespace isolation {
struct Worker;
struct CallEnd;
}  // namespace isolation

// For the metrics of a service. All but `workers` only grow.
struct IsolationCounters {
  std::uint64_t calls = 0;     // whole ones
  std::uint64_t crashes = 0;   // the worker ended, or sent what makes no sense
  std::uint64_t timeouts = 0;  // of these: no answer in time
  std::uint64_t started = 0;   // workers
  std::uint64_t workers = 0;   // alive now
  bool quarantined = false;
};

// Thread-safe: every call takes a worker to itself, and starts one when all are busy. Workers are kept for
// the next call.
class IsolatedPlugin {
 public:
  // `table` and `log` must outlive it. Nothing is started yet.
  IsolatedPlugin(std::string id, std::filesystem::path worker_program, std::filesystem::path library,
                 const IsolationLimits& limits, const HostTable* table);
  IsolatedPlugin(const IsolatedPlugin&) = delete;
  IsolatedPlugin& operator=(const IsolatedPlugin&) = delete;
  ~IsolatedPlugin();  // ends the workers

  [[nodiscard]] const std::string& id() const { return id_; }
  [[nodiscard]] IsolationCounters counters() const;

 private:
  friend class IsolatedInstance;

  [[nodiscard]] std::uint64_t NewInstance();
  void DropInstance(std::uint64_t instance);

  [[nodiscard]] Result<std::unique_ptr<isolation::Worker>> Acquire();
  void Return(std::unique_ptr<isolation::Worker> worker);  // after a whole call
  enum class Loss { kCrash, kTimeout, kCancelled };        // the last is no fault
  void Lost(std::unique_ptr<isolation::Worker> worker, const std::string& why, Loss loss);
  void DestroyForgotten(isolation::Worker& worker, bool& lost, std::string& why);

  const std::string id_;
  const std::filesystem::path program_, library_;
  const IsolationLimits limits_;
  const HostTable* const table_;

  mutable std::mutex mutex_;
  std::vector<std::unique_ptr<isolation::Worker>> idle_;
  std::set<std::uint64_t> live_;  // instances
  std::uint64_t next_instance_ = 1;
  IsolationCounters counters_;
  std::uint32_t crashes_in_a_row_ = 0;  // fewer than kGoodCallsBetween whole calls between them
  std::uint32_t good_calls_ = 0;        // since the last crash
};

// An operation of such a plugin, configured: what `create` makes, wherever it is needed. Used like Instance:
// one thread at a time.
class IsolatedInstance {
 public:
  // Makes the instance in one worker, so that an error of `create` is found now.
  [[nodiscard]] static Result<std::unique_ptr<IsolatedInstance>> Create(const Operation& operation,
                                                                        std::span<const cph_value> values,
                                                                        const StepSettings& settings,
                                                                        const Spec* spec,
                                                                        const HostResources& host);
  IsolatedInstance(const IsolatedInstance&) = delete;
  IsolatedInstance& operator=(const IsolatedInstance&) = delete;
  ~IsolatedInstance();

  // As cph_operation.run. When the worker does not survive: CPH_E_INTERNAL, and `call->error` names the
  // plugin and what happened.
  [[nodiscard]] cph_status Run(cph_call* call);

 private:
  IsolatedInstance(IsolatedPlugin& plugin, const Operation& operation, const StepSettings& settings,
                   const Spec* spec, const HostResources& host);
  [[nodiscard]] static IsolatedPlugin::Loss LossOf(const isolation::CallEnd& end);
  [[nodiscard]] cph_status CreateIn(std::unique_ptr<isolation::Worker>& worker, std::string& error);
  [[nodiscard]] cph_status RunIn(std::unique_ptr<isolation::Worker>& worker, cph_call* call);

  IsolatedPlugin& plugin_;
  const Operation& operation_;
  const StepSettings& settings_;
  const Spec* spec_;
  HostResources host_;
  std::uint64_t id_;
  isolation::ByteWriter create_;
};

}  // namespace certphoto

#endif
