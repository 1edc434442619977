// What all calls have in common: who calls, under which id, until when, what is logged and counted of them.
#ifndef CERTPHOTO_ENGINE_SERVER_CALL_H
#define CERTPHOTO_ENGINE_SERVER_CALL_H

#include <grpcpp/grpcpp.h>

#include <atomic>
#include <chrono>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include "engine/plugin/call.h"
#include "engine/server/config.h"
#include "engine/server/metrics.h"
#include "engine/server/request_log.h"
#include "engine/server/scheduler.h"
#include "engine/server/snapshot.h"

namespace certphoto {

// Calls that somebody has to look after from outside: a reader that does not read, a stop. Thread-safe.
class OpenCalls {
 public:
  class Member {
   public:
    Member() = default;
    Member(const Member&) = delete;
    Member& operator=(const Member&) = delete;
    virtual ~Member() = default;
    // About once a second. Must not end the call under the caller's feet: only gRPC's own TryCancel, or
    // flags.
    virtual void Tick(std::chrono::steady_clock::time_point now) = 0;
    // The service is stopping: take no more work.
    virtual void Drain() {}
    [[nodiscard]] virtual bool is_stream() const { return false; }
    // Gives the answer that was held back.
    virtual void Release() {}
  };

  void Add(Member* member);
  void Remove(Member* member);
  void Tick();
  void Drain();
  [[nodiscard]] std::size_t streams() const;
  // Of all kinds, from before they have a place in the queue until gRPC has sent their answer.
  [[nodiscard]] std::size_t open() const;
  // When a call last came or went; long ago if none ever did.
  [[nodiscard]] std::chrono::steady_clock::time_point last_change() const;

  // From now on refusals are held back. A client that is refused asks again at once, and a call that reaches
  // gRPC just as it shuts down is cut off instead of refused; a client that waits does not ask.
  void HoldRefusals();
  // Whether `member`, which is refused, is to wait for Release(). It must not be answered before.
  [[nodiscard]] bool Hold(Member* member);
  // Releases what is held, and holds nothing any more.
  void ReleaseRefusals();

 private:
  mutable std::mutex mutex_;
  std::set<Member*> members_;
  std::chrono::steady_clock::time_point last_change_{};
  bool holding_ = false;
  std::vector<Member*> held_;  // not answered, so none of them can be gone
};

// What the services of one server share. All of it outlives them.
struct ServiceParts {
  ServiceParts(const ServerConfig& c, Scheduler& s, Metrics& m, const ServiceLog& l, OpenCalls& o)
      : config(c), scheduler(s), metrics(m), log(l), calls(o) {}

  const ServerConfig& config;
  Scheduler& scheduler;
  Metrics& metrics;
  const ServiceLog& log;
  OpenCalls& calls;
  std::atomic<bool> accepting{false};  // warmed up, and not draining
  std::mutex snapshot_mutex;
  std::shared_ptr<const Snapshot> current_snapshot;

  [[nodiscard]] std::shared_ptr<const Snapshot> snapshot() {
    const std::lock_guard lock(snapshot_mutex);
    return current_snapshot;
  }
};

// One call, or one request of a stream.
class Call {
 public:
  // `method` is one of MethodNames().
  Call(ServiceParts& parts, grpc::CallbackServerContext& context, const char* method);

  // Ids, readiness, token. Not OK: nothing may be done for it but to finish with that status. Echoes the ids
  // in the initial metadata, so it must come before anything is sent.
  [[nodiscard]] grpc::Status Begin(const std::string& id_of_message = "");

  // A request of a stream that has begun: arrived now, under an id of its own, against what the service
  // answers from now.
  [[nodiscard]] Call NextOfStream(const std::string& id) const;
  // The token again, which may have expired since the stream began, and the id as the message has it.
  [[nodiscard]] grpc::Status Reauthorize(const std::string& id_of_message);

  // A place in the queue for `bytes`; what it says otherwise has its trailer set.
  [[nodiscard]] grpc::Status Admit(std::uint64_t bytes, Scheduler::Ticket& ticket, bool trailer = true);

  // Counts and logs. Once, before the call's last use.
  void End(const grpc::Status& status, ServiceLog::Fields more = ServiceLog::Fields::object());

  [[nodiscard]] ServiceParts& parts() const { return parts_; }
  [[nodiscard]] const Snapshot& snapshot() const { return *snapshot_; }
  [[nodiscard]] const std::string& client() const { return client_; }
  [[nodiscard]] const std::string& request_id() const { return request_id_; }
  [[nodiscard]] const std::string& traceparent() const { return traceparent_; }
  // The client's deadline, or the service's own longest time, whichever comes first.
  [[nodiscard]] std::chrono::steady_clock::time_point deadline() const { return deadline_; }
  // Its work begins; `waited`: it came through the queue.
  void Started(bool waited = true);

 private:
  void Arrive();
  [[nodiscard]] grpc::Status ReadIds(const std::string& id_of_message);
  [[nodiscard]] grpc::Status AskToken();

  ServiceParts& parts_;
  grpc::CallbackServerContext& context_;
  const char* method_;
  std::shared_ptr<const Snapshot> snapshot_;
  std::string client_, request_id_, traceparent_;
  std::chrono::steady_clock::time_point arrived_, started_{}, deadline_;
  std::uint64_t bytes_in_ = 0;
};

// At most 128 printable ASCII characters.
[[nodiscard]] bool IsRequestId(std::string_view text);
// A traceparent of W3C Trace Context, version 00.
[[nodiscard]] bool IsTraceparent(std::string_view text);
// "ipv4:10.0.0.7:4711" → "10.0.0.7"; all of a machine's connections are one client.
[[nodiscard]] std::string HostOfPeer(const std::string& peer);

}  // namespace certphoto

#endif
