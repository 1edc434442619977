// Results of the engine as messages.
#ifndef CERTPHOTO_ENGINE_SERVER_CONVERT_H
#define CERTPHOTO_ENGINE_SERVER_CONVERT_H

#include "certphoto/v1/photo_service.pb.h"
#include "engine/match/face_matcher.h"
#include "engine/pipeline/result.h"

namespace certphoto {

[[nodiscard]] v1::Severity ToMessage(Severity severity);
[[nodiscard]] v1::Finding ToMessage(const Finding& finding);

[[nodiscard]] v1::FaceComparison ToMessage(const MatchResult& result, const MatchThresholds& thresholds);

// Moves the finished file out of `result`.
void FillResponse(PhotoResult result, bool findings_only, v1::ProcessResponse& response);

// The way back, for our own client: what reports are made from. kInvalid when an enumeration has a value we
// do not know.
[[nodiscard]] Result<PhotoResult> FromResponse(const v1::ProcessResponse& response);

}  // namespace certphoto

#endif
