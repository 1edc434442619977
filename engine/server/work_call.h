// A unary call whose work is done by a worker: from its arrival to gRPC's OnDone.
#ifndef CERTPHOTO_ENGINE_SERVER_WORK_CALL_H
#define CERTPHOTO_ENGINE_SERVER_WORK_CALL_H

#include <atomic>

#include "engine/server/call.h"
#include "engine/server/grpc_order.h"
#include "engine/server/photo_work.h"

namespace certphoto {

// Owns itself: made by the handler, deleted in OnDone. gRPC calls OnCancel and OnDone from threads of its
// own.
class WorkCall : public grpc::ServerUnaryReactor, public Job, public OpenCalls::Member {
 public:
  WorkCall(ServiceParts& parts, grpc::CallbackServerContext& context, const char* method)
      : call_(parts, context, method), context_(context), cancellation_(call_.deadline()) {}

  // Enters the call: `check` says what is wrong with the request, whose bytes it will hold.
  template <class Check>
  void Enter(const std::string& id_of_message, std::uint64_t bytes, const Check& check) {
    HandToGrpc(this);
    call_.parts().calls.Add(this);  // a whole object: it is ticked from now
    auto status = call_.Begin(id_of_message);
    if (status.ok()) status = check(call_.snapshot());
    if (status.ok()) status = call_.Admit(bytes, ticket_);
    if (status.ok()) return call_.parts().scheduler.Submit(ticket_, this);
    refusal_ = status;
    if (!call_.parts().calls.Hold(this)) Answer(refusal_);
  }

  [[nodiscard]] bool dead() const override { return cancellation_.stop(); }
  void Run(WorkerExecutors& executors) override {
    call_.Started();
    Answer(Work(call_, executors, cancellation_));
  }
  void Drop() override { Answer(StatusOfStopped(cancellation_)); }

  void OnCancel() override {
    TakeFromGrpc(this);
    cancellation_.Cancel();
  }
  void OnDone() override {
    TakeFromGrpc(this);
    call_.parts().calls.Remove(this);
    delete this;
  }
  void Release() override { Answer(refusal_); }
  // A client that does not read its answer keeps its place for a while only.
  void Tick(std::chrono::steady_clock::time_point now) override {
    const auto since = answered_at_.load();
    if (since != kNotAnswered &&
        now.time_since_epoch().count() - since > Ticks(call_.parts().config.request.stalled))
      context_.TryCancel();
  }

 protected:
  // On a worker. OK when the response is filled.
  [[nodiscard]] virtual grpc::Status Work(const Call& call, WorkerExecutors& executors,
                                          const Cancellation& cancellation) = 0;
  // What the log says of an answer.
  [[nodiscard]] virtual ServiceLog::Fields Summary() const { return ServiceLog::Fields::object(); }

 private:
  static constexpr std::int64_t kNotAnswered = -1;
  static std::int64_t Ticks(std::chrono::milliseconds ms) {
    return std::chrono::duration_cast<std::chrono::steady_clock::duration>(ms).count();
  }
  void Answer(const grpc::Status& status) {
    call_.End(status, status.ok() ? Summary() : ServiceLog::Fields::object());
    answered_at_ = std::chrono::steady_clock::now().time_since_epoch().count();
    HandToGrpc(this);
    Finish(status);  // OnDone may come before this returns
  }

  Call call_;
  grpc::CallbackServerContext& context_;
  Cancellation cancellation_;
  Scheduler::Ticket ticket_;
  grpc::Status refusal_;
  std::atomic<std::int64_t> answered_at_{kNotAnswered};
};

}  // namespace certphoto

#endif
