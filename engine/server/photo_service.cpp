#include "engine/server/photo_service.h"

#include <algorithm>
#include <chrono>

#include "engine/server/convert.h"

namespace certphoto {
namespace {

constexpr std::size_t kMaxRequestId = 128;
constexpr int kMaxInputs = 32;
constexpr std::size_t kMaxInputBytes = 1024;

// Names are looked up among the installed pipelines and never become part of a path.
bool IsName(const std::string& name) {
  return name.size() <= 64 && std::all_of(name.begin(), name.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-' || c == '.';
  });
}

grpc::Status CheckRequest(const v1::ProcessRequest& request) {
  const auto invalid = [](const char* what) { return grpc::Status(grpc::StatusCode::INVALID_ARGUMENT, what); };
  if (request.photo().empty()) return invalid("photo: is empty");
  if (request.request_id().size() > kMaxRequestId) return invalid("request_id: longer than 128 characters");
  if (!IsName(request.pipeline()) || request.pipeline().ends_with(".yaml"))
    return invalid("pipeline: must be the name of an installed pipeline");
  if (!IsName(request.spec())) return invalid("spec: must be the id of a spec");
  if (request.inputs_size() > kMaxInputs) return invalid("inputs: more than 32 entries");
  for (const auto& [key, value] : request.inputs())
    if (key.size() > kMaxInputBytes || value.size() > kMaxInputBytes) return invalid("inputs: an entry is longer than 1024 characters");
  return grpc::Status::OK;
}

grpc::Status ToGrpc(const Error& error) {
  auto code = grpc::StatusCode::INTERNAL;
  if (error.code == ErrorCode::kNotFound) code = grpc::StatusCode::NOT_FOUND;
  if (error.code == ErrorCode::kInvalid) code = grpc::StatusCode::FAILED_PRECONDITION;
  if (error.code == ErrorCode::kCancelled) code = grpc::StatusCode::CANCELLED;
  if (error.code == ErrorCode::kDeadline) code = grpc::StatusCode::DEADLINE_EXCEEDED;
  return {code, error.message};
}

std::chrono::steady_clock::time_point SteadyDeadline(const grpc::CallbackServerContext& context) {
  const auto left = context.deadline() - std::chrono::system_clock::now();
  constexpr auto kFar = std::chrono::hours(24);  // no deadline is the far future, which does not fit the steady clock
  if (left > kFar) return std::chrono::steady_clock::time_point::max();
  return std::chrono::steady_clock::now() + std::chrono::duration_cast<std::chrono::steady_clock::duration>(left);
}

// One request from its arrival to OnDone; gRPC calls OnCancel and OnDone from threads of its own.
class ProcessReactor final : public grpc::ServerUnaryReactor {
 public:
  ProcessReactor(const grpc::CallbackServerContext& context, const v1::ProcessRequest& request,
                 v1::ProcessResponse& response)
      : request_(request), response_(response), cancellation_(SteadyDeadline(context)) {}

  void Run(WorkerExecutors& executors, const std::shared_ptr<const Plan>& plan) {
    if (cancellation_.expired()) {
      Finish({grpc::StatusCode::DEADLINE_EXCEEDED, "the deadline passed while the request waited"});
      return;
    }
    if (cancellation_.cancelled()) {
      Finish(grpc::Status::CANCELLED);
      return;
    }
    auto executor = executors.For(plan);
    if (!executor) {
      Finish(ToGrpc(executor.error()));
      return;
    }
    RunRequest run;
    run.cancellation = &cancellation_;
    for (const auto& [key, value] : request_.inputs()) run.inputs.emplace(key, value);
    const auto* photo = reinterpret_cast<const std::uint8_t*>(request_.photo().data());
    auto result = (*executor)->Run({photo, request_.photo().size()}, run);
    if (cancellation_.stop() && result.error) {
      Finish(ToGrpc(*result.error));
      return;
    }
    response_.set_request_id(request_.request_id());
    response_.set_plan_digest(plan->digest());
    FillResponse(std::move(result), request_.findings_only(), response_);
    Finish(grpc::Status::OK);
  }

  void OnCancel() override { cancellation_.Cancel(); }
  void OnDone() override { delete this; }

 private:
  const v1::ProcessRequest& request_;
  v1::ProcessResponse& response_;
  Cancellation cancellation_;
};

}  // namespace

Status PhotoServiceImpl::Warm(const std::string& pipeline) {
  auto plan = PlanFor(pipeline, "");
  if (!plan) return plan.error();
  return {};
}

Result<std::shared_ptr<const Plan>> PhotoServiceImpl::PlanFor(const std::string& pipeline, const std::string& spec) {
  const PlanKey key{pipeline.empty() ? default_pipeline_ : pipeline, spec};
  const std::lock_guard lock(plans_mutex_);
  if (const auto it = plans_.find(key); it != plans_.end()) return it->second;
  PlanOptions options;
  options.spec = key.second;
  auto plan = engine_.Compile(key.first, options);
  if (plan) plans_.emplace(key, *plan);
  return plan;
}

grpc::ServerUnaryReactor* PhotoServiceImpl::Process(grpc::CallbackServerContext* context,
                                                    const v1::ProcessRequest* request, v1::ProcessResponse* response) {
  auto* reactor = new ProcessReactor(*context, *request, *response);
  if (auto status = CheckRequest(*request); !status.ok()) {
    reactor->Finish(status);
    return reactor;
  }
  auto plan = PlanFor(request->pipeline(), request->spec());
  if (!plan) {
    reactor->Finish(ToGrpc(plan.error()));
    return reactor;
  }
  const bool taken = pool_.Submit(request->photo().size(),
                                  [reactor, plan = *plan](WorkerExecutors& executors) { reactor->Run(executors, plan); });
  if (!taken) {
    context->AddTrailingMetadata("grpc-retry-pushback-ms", "1000");
    reactor->Finish({grpc::StatusCode::RESOURCE_EXHAUSTED, "the queue is full; try again after the pushback"});
  }
  return reactor;
}

}  // namespace certphoto
