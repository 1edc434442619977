// Before the service says it is ready.
#ifndef CERTPHOTO_ENGINE_SERVER_WARM_UP_H
#define CERTPHOTO_ENGINE_SERVER_WARM_UP_H

#include "engine/server/call.h"

namespace certphoto {

// Makes the executors of the default pipeline and of `warm` on every worker, which loads their networks, and
// runs a picture through each: a plain wall, so that what works without a face is in the caches.
[[nodiscard]] Status WarmUp(ServiceParts& parts);

}  // namespace certphoto

#endif
