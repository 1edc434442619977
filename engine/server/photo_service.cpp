#include "engine/server/photo_service.h"

#include "engine/server/photo_stream.h"
#include "engine/server/photo_work.h"
#include "engine/server/work_call.h"

namespace certphoto {
namespace {

class ProcessCall final : public WorkCall {
 public:
  ProcessCall(ServiceParts& parts, grpc::CallbackServerContext& context, const v1::ProcessRequest& request,
              v1::ProcessResponse& response)
      : WorkCall(parts, context, "PhotoService.Process"), request_(request), response_(response) {}

 private:
  grpc::Status Work(const Call& call, WorkerExecutors& executors, const Cancellation& cancellation) override {
    return RunPhoto(call, executors, request_, cancellation, response_);
  }
  [[nodiscard]] ServiceLog::Fields Summary() const override { return SummaryOf(response_); }

  const v1::ProcessRequest& request_;
  v1::ProcessResponse& response_;
};

}  // namespace

grpc::ServerUnaryReactor* PhotoServiceImpl::Process(grpc::CallbackServerContext* context,
                                                    const v1::ProcessRequest* request,
                                                    v1::ProcessResponse* response) {
  auto* call = new ProcessCall(parts_, *context, *request, *response);
  call->Enter(request->request_id(), BytesOf(*request),
              [&](const Snapshot& snapshot) { return CheckProcess(*request, snapshot); });
  return call;
}

grpc::ServerBidiReactor<v1::ProcessStreamRequest, v1::ProcessStreamResponse>* PhotoServiceImpl::ProcessStream(
    grpc::CallbackServerContext* context) {
  return PhotoStream::Open(parts_, *context);
}

}  // namespace certphoto
