#include "engine/server/photo_stream.h"

#include "engine/server/grpc_order.h"
#include "engine/server/photo_work.h"
#include "engine/server/rpc_error.h"

namespace certphoto {

// One photo of the stream: a request of its own for the queue, the log and the metrics.
class PhotoStream::Item final : public Job {
 public:
  Item(PhotoStream& stream, v1::ProcessStreamRequest request)
      : stream_(stream),
        request_(std::move(request)),
        call_(stream.call_.NextOfStream(request_.request().request_id())),
        cancellation_(call_.deadline()) {}

  // Into the queue, or answered with why not. May delete this.
  void Enter(bool known_id) {
    const auto status = Check(known_id);
    if (!status.ok()) return Refuse(status);
    stream_.parts_.scheduler.Submit(ticket_, this);
  }
  [[nodiscard]] bool dead() const override { return cancellation_.stop(); }
  void Run(WorkerExecutors& executors) override {
    call_.Started();
    v1::ProcessStreamResponse response;
    const auto status =
        RunPhoto(call_, executors, request_.request(), cancellation_, *response.mutable_response());
    call_.End(status, status.ok() ? SummaryOf(response.response()) : ServiceLog::Fields::object());
    Answer(status, std::move(response));
  }
  void Drop() override { Refuse(StatusOfStopped(cancellation_)); }
  void Cancel() { cancellation_.Cancel(); }
  [[nodiscard]] const std::string& id() const { return request_.id(); }

 private:
  [[nodiscard]] grpc::Status Check(bool known_id) {
    if (known_id) return BadRequest({{"id", "the same as that of an unanswered request"}});
    if (!IsRequestId(request_.id())) return BadRequest({{"id", "at most 128 printable ASCII characters"}});
    auto status = call_.Reauthorize(request_.request().request_id());
    if (status.ok()) status = CheckProcess(request_.request(), call_.snapshot());
    if (status.ok()) status = call_.Admit(BytesOf(request_.request()), ticket_, false);
    return status;
  }
  void Refuse(const grpc::Status& status) {
    call_.End(status);
    Answer(status, {});
  }
  void Answer(const grpc::Status& status, v1::ProcessStreamResponse response) {
    if (!status.ok()) *response.mutable_error() = ToMessage(status);
    if (IsRequestId(request_.id())) response.set_id(request_.id());
    stream_.Answer(this, {std::move(response), std::move(ticket_)});
  }

  PhotoStream& stream_;
  v1::ProcessStreamRequest request_;
  Call call_;
  Cancellation cancellation_;
  Scheduler::Ticket ticket_;
};

PhotoStream::PhotoStream(ServiceParts& parts, grpc::CallbackServerContext& context)
    : parts_(parts), context_(context), call_(parts, context, "PhotoService.ProcessStream") {}

PhotoStream::~PhotoStream() = default;

PhotoStream* PhotoStream::Open(ServiceParts& parts, grpc::CallbackServerContext& context) {
  auto* stream = new PhotoStream(parts, context);
  parts.calls.Add(stream);
  std::unique_lock lock(stream->mutex_);
  stream->refused_ = stream->call_.Begin();
  if (stream->refused_.ok()) {
    v1::ProcessStreamResponse window;
    window.set_window(parts.config.request.stream_window);
    stream->outgoing_.push_back({std::move(window), {}});
  }
  stream->Proceed(lock);
  return stream;
}

void PhotoStream::OnReadDone(bool ok) {
  TakeFromGrpc(this);
  std::unique_lock lock(mutex_);
  reading_ = false;
  if (!ok) half_closed_ = true;
  if (!ok || over()) return Proceed(lock);  // a request that is not taken has no answer
  auto owned = std::make_unique<Item>(*this, std::move(incoming_));
  auto* item = owned.get();
  incoming_.Clear();
  const bool known_id = !ids_.insert(item->id()).second;
  items_.emplace(item, std::move(owned));
  ++unanswered_;
  lock.unlock();
  item->Enter(known_id);  // without the lock: it may be answered at once
  lock.lock();
  Proceed(lock);
}

void PhotoStream::Answer(Item* item, Outgoing answer) {
  std::unique_lock lock(mutex_);
  auto owned = items_.extract(item);
  ids_.erase(item->id());
  if (!cancelled_) outgoing_.push_back(std::move(answer));
  Proceed(lock);
}

void PhotoStream::OnWriteDone(bool ok) {
  TakeFromGrpc(this);
  std::unique_lock lock(mutex_);
  writing_ = false;
  if (outgoing_.front().response.body_case() != v1::ProcessStreamResponse::kWindow) {
    --unanswered_;
    ++answered_;
  }
  outgoing_.pop_front();
  if (!ok) cancelled_ = true;
  Proceed(lock);
}

void PhotoStream::OnCancel() {
  TakeFromGrpc(this);
  std::unique_lock lock(mutex_);
  cancelled_ = true;
  for (const auto& [item, owned] : items_) item->Cancel();  // dropped when their turn comes
  Proceed(lock);
}

void PhotoStream::Drain() {
  std::unique_lock lock(mutex_);
  draining_ = true;
  Proceed(lock);
}

void PhotoStream::Tick(std::chrono::steady_clock::time_point now) {
  const std::lock_guard lock(mutex_);
  if (writing_ && now - writing_since_ > parts_.config.request.stalled) context_.TryCancel();
}

void PhotoStream::OnDone() {
  TakeFromGrpc(this);
  parts_.calls.Remove(this);
  delete this;
}

// Reads and writes are started under the lock: their reactions come on other threads. Finish is not: the
// object may be gone before it returns.
void PhotoStream::Proceed(std::unique_lock<std::mutex>& lock) {
  if (finished_) return;
  if (!refused_.ok()) {
    finished_ = true;
    call_.End(refused_);
    lock.unlock();
    HandToGrpc(this);
    return Finish(refused_);
  }
  if (!writing_ && !cancelled_ && !outgoing_.empty()) {
    writing_ = true;
    writing_since_ = std::chrono::steady_clock::now();
    HandToGrpc(this);
    StartWrite(&outgoing_.front().response);
  }
  if (!reading_ && !over() && unanswered_ < parts_.config.request.stream_window) {
    reading_ = true;
    HandToGrpc(this);
    StartRead(&incoming_);
  }
  if (!over() || !items_.empty() || writing_ || (!cancelled_ && !outgoing_.empty())) return;
  finished_ = true;
  auto status = grpc::Status::OK;
  if (cancelled_) {
    status = RpcError(grpc::StatusCode::CANCELLED, reason::kCancelled, "the caller has gone");
  } else if (!half_closed_) {
    status = RpcError(grpc::StatusCode::UNAVAILABLE, reason::kDraining,
                      "the service is stopping; what has no answer was not done");
  }
  call_.End(status, {{"answered", answered_}});
  lock.unlock();
  HandToGrpc(this);
  Finish(status);
}

}  // namespace certphoto
