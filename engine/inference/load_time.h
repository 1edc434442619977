// How long it took to open a network; for the metrics of a service.
#ifndef CERTPHOTO_ENGINE_INFERENCE_LOAD_TIME_H
#define CERTPHOTO_ENGINE_INFERENCE_LOAD_TIME_H

#include "engine/inference/inference.h"

namespace certphoto {

// Seconds to check the file's sum and open it. `network` is one that Inference::Open gave.
[[nodiscard]] double LoadSecondsOf(const Network& network);

}  // namespace certphoto

#endif
