#include "engine/server/rpc_error.h"

#include "engine/base/utf8.h"
#include "google/rpc/error_details.pb.h"

namespace certphoto {
namespace {

google::rpc::Status Base(grpc::StatusCode code, const char* reason, const std::string& message) {
  google::rpc::Status status;
  status.set_code(code);
  status.set_message(Utf8Sanitized(message));
  google::rpc::ErrorInfo info;
  info.set_reason(reason);
  info.set_domain(kErrorDomain);
  status.add_details()->PackFrom(info);
  return status;
}

grpc::Status ToGrpc(const google::rpc::Status& status) {
  return {static_cast<grpc::StatusCode>(status.code()), status.message(), status.SerializeAsString()};
}

}  // namespace

grpc::Status RpcError(grpc::StatusCode code, const char* reason, const std::string& message) {
  return ToGrpc(Base(code, reason, message));
}

grpc::Status BadRequest(const std::vector<FieldViolation>& violations) {
  std::string message = violations.front().field + ": " + violations.front().description;
  if (violations.size() > 1) message += " (and " + std::to_string(violations.size() - 1) + " more)";
  auto status = Base(grpc::StatusCode::INVALID_ARGUMENT, reason::kBadRequest, message);
  google::rpc::BadRequest bad;
  for (const auto& violation : violations) {
    auto* out = bad.add_field_violations();
    out->set_field(Utf8Sanitized(violation.field));
    out->set_description(Utf8Sanitized(violation.description));
  }
  status.add_details()->PackFrom(bad);
  return ToGrpc(status);
}

grpc::Status TryAgain(const char* reason, const std::string& message, std::chrono::milliseconds after) {
  auto status = Base(grpc::StatusCode::RESOURCE_EXHAUSTED, reason, message);
  google::rpc::RetryInfo retry;
  retry.mutable_retry_delay()->set_seconds(after.count() / 1000);
  retry.mutable_retry_delay()->set_nanos(static_cast<int>(after.count() % 1000 * 1'000'000));
  status.add_details()->PackFrom(retry);
  return ToGrpc(status);
}

void AddPushback(grpc::CallbackServerContext& context, std::chrono::milliseconds after) {
  context.AddTrailingMetadata(kPushbackTrailer, std::to_string(after.count()));
}

grpc::Status ToRpc(const Error& error) {
  switch (error.code) {
    case ErrorCode::kUsage:
    case ErrorCode::kUnsupported:
      return RpcError(grpc::StatusCode::INVALID_ARGUMENT, reason::kBadRequest, error.message);
    case ErrorCode::kInvalid:
      return RpcError(grpc::StatusCode::FAILED_PRECONDITION, reason::kBadRequest, error.message);
    case ErrorCode::kNotFound:
      return RpcError(grpc::StatusCode::NOT_FOUND, reason::kNoSuchName, error.message);
    case ErrorCode::kLimit:
      return RpcError(grpc::StatusCode::RESOURCE_EXHAUSTED, reason::kMemoryFull, error.message);
    case ErrorCode::kCancelled:
      return RpcError(grpc::StatusCode::CANCELLED, reason::kCancelled, error.message);
    case ErrorCode::kDeadline:
      return RpcError(grpc::StatusCode::DEADLINE_EXCEEDED, reason::kExpired, error.message);
    case ErrorCode::kIo:
    case ErrorCode::kInternal:
      break;
  }
  return RpcError(grpc::StatusCode::INTERNAL, reason::kInternal, error.message);
}

google::rpc::Status ToMessage(const grpc::Status& status) {
  google::rpc::Status message;
  if (!message.ParseFromString(status.error_details()) || message.code() != status.error_code()) {
    message.Clear();
    message.set_code(status.error_code());
    message.set_message(Utf8Sanitized(status.error_message()));
  }
  return message;
}

std::string ReasonOf(const google::rpc::Status& status) {
  for (const auto& detail : status.details()) {
    google::rpc::ErrorInfo info;
    if (detail.Is<google::rpc::ErrorInfo>() && detail.UnpackTo(&info)) return info.reason();
  }
  return "";
}

std::string ReasonOf(const grpc::Status& status) {
  return ReasonOf(ToMessage(status));
}

const char* CodeName(grpc::StatusCode code) {
  static constexpr const char* kNames[] = {
      "OK",        "CANCELLED",      "UNKNOWN",           "INVALID_ARGUMENT",   "DEADLINE_EXCEEDED",
      "NOT_FOUND", "ALREADY_EXISTS", "PERMISSION_DENIED", "RESOURCE_EXHAUSTED", "FAILED_PRECONDITION",
      "ABORTED",   "OUT_OF_RANGE",   "UNIMPLEMENTED",     "INTERNAL",           "UNAVAILABLE",
      "DATA_LOSS", "UNAUTHENTICATED"};
  return code >= 0 && static_cast<std::size_t>(code) < std::size(kNames) ? kNames[code] : "UNKNOWN";
}

}  // namespace certphoto
