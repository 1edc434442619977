#include "engine/server/sheet_service.h"

#include <condition_variable>
#include <deque>

#include "engine/server/convert.h"
#include "engine/server/grpc_order.h"
#include "engine/server/photo_work.h"
#include "engine/server/rpc_error.h"
#include "engine/server/sheet_job.h"

namespace certphoto {
namespace {

using std::chrono::steady_clock;

// One call. The worker renders and waits when the reader is too far behind; gRPC's threads take what is
// ready.
class RenderCall final : public grpc::ServerWriteReactor<v1::RenderResponse>,
                         public Job,
                         public OpenCalls::Member {
 public:
  RenderCall(ServiceParts& parts, grpc::CallbackServerContext& context, const v1::RenderRequest& request)
      : call_(parts, context, "SheetService.Render"),
        context_(context),
        request_(request),
        cancellation_(call_.deadline()) {}

  void Enter() {
    HandToGrpc(this);
    call_.parts().calls.Add(this);  // a whole object: it is ticked from now
    auto status = call_.Begin(request_.request_id());
    if (status.ok()) status = CheckRender(request_, call_.snapshot());
    if (status.ok()) status = call_.Admit(BytesOf(request_), ticket_);
    if (!status.ok()) return End(status, {});
    call_.parts().scheduler.Submit(ticket_, this);
  }

  [[nodiscard]] bool dead() const override { return cancellation_.stop(); }
  void Drop() override { End(StatusOfStopped(cancellation_), {}); }
  void Run(WorkerExecutors&) override {
    call_.Started();
    Diagnostics problems;
    auto parameters = SheetParameters(request_, call_.snapshot(), problems);
    if (!parameters) return End(ToRpc(parameters.error()), {});
    RequestItems items(request_);
    MessageOutputs outputs([this](v1::RenderResponse response) { return Send(std::move(response)); });
    RendererRequest job;
    job.operation = RendererOf(request_, call_.snapshot())->id;
    job.params = std::move(*parameters);
    job.spec = call_.snapshot().engine().specs().Find(request_.spec());
    job.items = &items;
    job.outputs = &outputs;
    job.cancellation = &cancellation_;
    if (!request_.printer_profile().empty())
      job.attachments.emplace("printer_profile", std::vector<std::uint8_t>(request_.printer_profile().begin(),
                                                                           request_.printer_profile().end()));
    job.on_finding = [this](std::optional<std::uint64_t> item, const Finding& finding) {
      v1::RenderResponse response;
      if (item) response.mutable_finding()->set_photo(static_cast<std::uint32_t>(*item));
      *response.mutable_finding()->mutable_finding() = ToMessage(finding);
      (void)Send(std::move(response));
    };
    const auto status = call_.snapshot().engine().Render(job, problems);
    if (cancellation_.stop()) return End(StatusOfStopped(cancellation_), {});
    // What the renderer's table refuses is the request's fault.
    if (!status && !problems.empty()) return End(ToRpc({ErrorCode::kUsage, status.error().message}), {});
    if (!status) return End(ToRpc(status.error()), {});
    End(grpc::Status::OK, {{"documents", outputs.documents()}, {"bytes_out", outputs.bytes()}});
  }

  void OnWriteDone(bool ok) override {
    TakeFromGrpc(this);
    std::unique_lock lock(mutex_);
    waiting_bytes_ -= BytesOf(waiting_.front());
    waiting_.pop_front();
    writing_ = false;
    if (!ok) cancellation_.Cancel();
    Proceed(lock);
  }
  void OnCancel() override {
    TakeFromGrpc(this);
    cancellation_.Cancel();
    room_.notify_all();
  }
  void OnDone() override {
    TakeFromGrpc(this);
    call_.parts().calls.Remove(this);
    delete this;
  }
  void Tick(steady_clock::time_point now) override {
    const std::lock_guard lock(mutex_);
    if (writing_ && now - writing_since_ > call_.parts().config.request.stalled) context_.TryCancel();
    room_.notify_all();  // the deadline may have passed while it waited
  }

 private:
  static std::size_t BytesOf(const v1::RenderResponse& response) { return response.data().size() + 64; }
  static std::uint64_t BytesOf(const v1::RenderRequest& request) { return certphoto::BytesOf(request); }

  // On the worker.
  Status Send(v1::RenderResponse response) {
    std::unique_lock lock(mutex_);
    room_.wait(lock, [&] {
      return waiting_bytes_ < call_.parts().config.request.document_bytes || cancellation_.stop();
    });
    if (cancellation_.stop())
      return Error{cancellation_.cancelled() ? ErrorCode::kCancelled : ErrorCode::kDeadline,
                   "the reader has gone or is too slow"};
    waiting_bytes_ += BytesOf(response);
    waiting_.push_back(std::move(response));
    Proceed(lock);
    return {};
  }

  void End(const grpc::Status& status, ServiceLog::Fields summary) {
    call_.End(status, std::move(summary));
    std::unique_lock lock(mutex_);
    ended_ = true;
    status_ = status;
    Proceed(lock);
  }

  // Writes are started under the lock; Finish is not: the object may be gone before it returns.
  void Proceed(std::unique_lock<std::mutex>& lock) {
    room_.notify_all();
    if (writing_ || finished_) return;
    if (!waiting_.empty() && !cancellation_.cancelled()) {
      writing_ = true;
      writing_since_ = steady_clock::now();
      HandToGrpc(this);
      StartWrite(&waiting_.front());
    } else if (ended_) {
      finished_ = true;
      const auto status = status_;
      lock.unlock();
      HandToGrpc(this);
      Finish(status);
    }
  }

  Call call_;
  grpc::CallbackServerContext& context_;
  const v1::RenderRequest& request_;
  Cancellation cancellation_;
  Scheduler::Ticket ticket_;
  std::mutex mutex_;
  std::condition_variable room_;
  std::deque<v1::RenderResponse> waiting_;  // the first is being written while writing_
  std::size_t waiting_bytes_ = 0;
  steady_clock::time_point writing_since_{};
  bool writing_ = false, ended_ = false, finished_ = false;
  grpc::Status status_;
};

}  // namespace

grpc::ServerWriteReactor<v1::RenderResponse>* SheetServiceImpl::Render(grpc::CallbackServerContext* context,
                                                                       const v1::RenderRequest* request) {
  auto* call = new RenderCall(parts_, *context, *request);
  call->Enter();
  return call;
}

}  // namespace certphoto
