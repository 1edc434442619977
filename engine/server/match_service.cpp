#include "engine/server/match_service.h"

#include "engine/config/diagnostics.h"
#include "engine/server/convert.h"
#include "engine/server/rpc_error.h"
#include "engine/server/work_call.h"

namespace certphoto {
namespace {

grpc::Status Check(const v1::MatchRequest& request, const Snapshot& snapshot) {
  std::vector<FieldViolation> violations;
  if (request.photo_a().empty()) violations.push_back({"photo_a", "is empty"});
  if (request.photo_b().empty()) violations.push_back({"photo_b", "is empty"});
  if (!violations.empty()) return BadRequest(violations);
  if (!request.pipeline().empty() && snapshot.FindPipeline(request.pipeline()) == nullptr)
    return RpcError(grpc::StatusCode::NOT_FOUND, reason::kNoSuchName,
                    "no pipeline " + Quoted(request.pipeline()) +
                        DidYouMean(request.pipeline(), snapshot.PipelineNames()));
  return grpc::Status::OK;
}

class MatchCall final : public WorkCall {
 public:
  MatchCall(ServiceParts& parts, grpc::CallbackServerContext& context, const v1::MatchRequest& request,
            v1::MatchResponse& response)
      : WorkCall(parts, context, "MatchService.Match"), request_(request), response_(response) {}

 private:
  grpc::Status Work(const Call& call, WorkerExecutors& executors, const Cancellation& cancellation) override {
    const auto compared =
        ComparePhotos(call, executors, request_.pipeline().empty() ? kMatchPipeline : request_.pipeline(),
                      request_.photo_a(), request_.photo_b(), cancellation);
    if (!compared) return ToRpc(compared.error());
    response_.set_request_id(call.request_id());
    *response_.mutable_comparison() = ToMessage(compared->result, compared->thresholds);
    return grpc::Status::OK;
  }
  [[nodiscard]] ServiceLog::Fields Summary() const override {
    return {{"verdict", v1::Verdict_Name(response_.comparison().verdict())}};
  }

  const v1::MatchRequest& request_;
  v1::MatchResponse& response_;
};

}  // namespace

grpc::ServerUnaryReactor* MatchServiceImpl::Match(grpc::CallbackServerContext* context,
                                                  const v1::MatchRequest* request,
                                                  v1::MatchResponse* response) {
  auto* call = new MatchCall(parts_, *context, *request, *response);
  call->Enter(request->request_id(), request->photo_a().size() + request->photo_b().size(),
              [&](const Snapshot& snapshot) { return Check(*request, snapshot); });
  return call;
}

}  // namespace certphoto
