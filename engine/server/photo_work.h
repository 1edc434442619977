// One photo of one request: what may be asked, and the answer.
#ifndef CERTPHOTO_ENGINE_SERVER_PHOTO_WORK_H
#define CERTPHOTO_ENGINE_SERVER_PHOTO_WORK_H

#include "certphoto/v1/photo_service.pb.h"
#include "engine/server/call.h"

namespace certphoto {

// Every field that breaks its limits, and names that are not there. Cheap: nothing is decoded or compiled.
[[nodiscard]] grpc::Status CheckProcess(const v1::ProcessRequest& request, const Snapshot& snapshot);

// Bytes the request holds while it waits.
[[nodiscard]] std::uint64_t BytesOf(const v1::ProcessRequest& request);

// On a worker. OK when there is an answer, whatever it says about the photo.
[[nodiscard]] grpc::Status RunPhoto(const Call& call, WorkerExecutors& executors,
                                    const v1::ProcessRequest& request, const Cancellation& cancellation,
                                    v1::ProcessResponse& response);

// One picture through a plan of this snapshot, within the budget for decoded pictures.
[[nodiscard]] Result<PhotoResult> RunAdmitted(const Call& call, WorkerExecutors& executors,
                                              const std::shared_ptr<const Plan>& plan,
                                              const std::string& photo, const RunRequest& request);

// Two pictures compared.
struct Compared {
  MatchResult result;
  MatchThresholds thresholds;
};
[[nodiscard]] Result<Compared> ComparePhotos(const Call& call, WorkerExecutors& executors,
                                             const std::string& pipeline, const std::string& a,
                                             const std::string& b, const Cancellation& cancellation);

// The pipeline of MatchService when none is named.
inline constexpr const char* kMatchPipeline = "match";

// What the log says of an answer: outcome and sizes.
[[nodiscard]] ServiceLog::Fields SummaryOf(const v1::ProcessResponse& response);

// For the log of a request that ended before its work: why.
[[nodiscard]] grpc::Status StatusOfStopped(const Cancellation& cancellation);

}  // namespace certphoto

#endif
