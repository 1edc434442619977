// Results of the engine as messages.
#ifndef CERTPHOTO_ENGINE_SERVER_CONVERT_H
#define CERTPHOTO_ENGINE_SERVER_CONVERT_H

#include "certphoto/v1/photo_service.pb.h"
#include "engine/pipeline/result.h"

namespace certphoto {

[[nodiscard]] v1::Finding ToMessage(const Finding& finding);

// Moves the finished file out of `result`.
void FillResponse(PhotoResult result, bool findings_only, v1::ProcessResponse& response);

}  // namespace certphoto

#endif
