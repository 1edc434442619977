// Errors as the wire has them: a code, a sentence for developers, and details for programs
// (google.rpc.Status).
#ifndef CERTPHOTO_ENGINE_SERVER_RPC_ERROR_H
#define CERTPHOTO_ENGINE_SERVER_RPC_ERROR_H

#include <grpcpp/grpcpp.h>

#include <chrono>
#include <string>
#include <vector>

#include "engine/base/result.h"
#include "google/rpc/status.pb.h"

namespace certphoto {

inline constexpr const char* kErrorDomain = "certphoto";
inline constexpr const char* kPushbackTrailer = "grpc-retry-pushback-ms";  // gRFC A6

// The constants of ErrorInfo.reason.
namespace reason {
inline constexpr const char* kBadRequest = "BAD_REQUEST";
inline constexpr const char* kNoSuchName = "NO_SUCH_NAME";
inline constexpr const char* kQueueFull = "QUEUE_FULL";
inline constexpr const char* kMemoryFull = "MEMORY_FULL";
inline constexpr const char* kClientFull = "CLIENT_FULL";
inline constexpr const char* kDraining = "DRAINING";
inline constexpr const char* kExpired = "EXPIRED";
inline constexpr const char* kCancelled = "CANCELLED";
inline constexpr const char* kNoToken = "NO_TOKEN";
inline constexpr const char* kBadToken = "BAD_TOKEN";
inline constexpr const char* kNotAllowed = "NOT_ALLOWED";
inline constexpr const char* kDocumentTooLarge = "READER_TOO_SLOW";
inline constexpr const char* kInternal = "INTERNAL";
}  // namespace reason

struct FieldViolation {
  std::string field, description;
};

[[nodiscard]] grpc::Status RpcError(grpc::StatusCode code, const char* reason, const std::string& message);
// INVALID_ARGUMENT with BadRequest; the sentence names the first violation.
[[nodiscard]] grpc::Status BadRequest(const std::vector<FieldViolation>& violations);
// RESOURCE_EXHAUSTED with RetryInfo. The trailer is the caller's business: AddPushback.
[[nodiscard]] grpc::Status TryAgain(const char* reason, const std::string& message,
                                    std::chrono::milliseconds after);
void AddPushback(grpc::CallbackServerContext& context, std::chrono::milliseconds after);

[[nodiscard]] grpc::Status ToRpc(const Error& error);
// For a stream, whose errors travel in messages.
[[nodiscard]] google::rpc::Status ToMessage(const grpc::Status& status);
// What is in the details; empty or nothing when absent or unreadable. For clients and logs.
[[nodiscard]] std::string ReasonOf(const grpc::Status& status);
[[nodiscard]] std::string ReasonOf(const google::rpc::Status& status);

// "NOT_FOUND".
[[nodiscard]] const char* CodeName(grpc::StatusCode code);

}  // namespace certphoto

#endif
