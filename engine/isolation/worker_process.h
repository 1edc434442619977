// One worker: a process that has loaded one plugin, and the socket to it.
#ifndef CERTPHOTO_ENGINE_ISOLATION_WORKER_PROCESS_H
#define CERTPHOTO_ENGINE_ISOLATION_WORKER_PROCESS_H

#include <sys/types.h>

#include <atomic>
#include <filesystem>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "engine/imaging/image.h"
#include "engine/isolation/channel.h"
#include "engine/isolation/limits.h"

namespace certphoto::isolation {

struct WorkerCommand {
  std::filesystem::path program;  // certphoto-plugin-worker
  std::filesystem::path library;
  IsolationLimits limits;
};

// Not thread-safe: a worker serves one call at a time.
class WorkerProcess {
 public:
  // Starts the program and waits until it has loaded the library; the error says why it did not.
  [[nodiscard]] static Result<std::unique_ptr<WorkerProcess>> Start(const WorkerCommand& command);
  // Talks to whoever holds the other end of `socket`; no process. For tests of what the host makes of
  // messages.
  [[nodiscard]] static std::unique_ptr<WorkerProcess> Adopt(int socket);
  WorkerProcess(const WorkerProcess&) = delete;
  WorkerProcess& operator=(const WorkerProcess&) = delete;
  ~WorkerProcess();  // ends the process and collects it

  // Sends `body` after the list of blocks that it needs and the worker does not have yet.
  [[nodiscard]] bool Send(MessageType type, const ByteWriter& body,
                          std::span<const std::shared_ptr<SharedBlock>> blocks, bool writable = false);
  [[nodiscard]] Received Receive(Message& message, int timeout_ms);
  void Ask(bool to_stop) { control_->store(to_stop ? 1 : 0, std::memory_order_relaxed); }
  // Moves the kernel's limit on processor time ahead of what was used so far.
  void AllowProcessorTime();
  // Ends the process, if it has not ended itself, and says how it ended ("killed by signal 11 (Segmentation
  // fault)").
  [[nodiscard]] std::string End();

  [[nodiscard]] const std::shared_ptr<BufferPool>& pool() const { return pool_; }  // of what it may write to
  [[nodiscard]] pid_t pid() const { return pid_; }

  std::set<std::uint64_t> instances;  // made in it

 private:
  WorkerProcess(pid_t pid, int socket, std::atomic<std::uint32_t>* control, const IsolationLimits& limits);

  pid_t pid_;
  Channel channel_;
  std::atomic<std::uint32_t>* control_;  // shared page: 1 asks the plugin to stop
  IsolationLimits limits_;
  std::uint64_t processor_limit_ = 0;  // seconds
  std::shared_ptr<BufferPool> pool_;
  std::map<std::uint64_t, std::weak_ptr<SharedBlock>> known_;  // blocks it has mapped
};

}  // namespace certphoto::isolation

#endif
