// The mouth plugin: lips together, no teeth.
#include "closed.h"
#include "patch.h"

namespace mouth = certphoto::mouth;

CERTPHOTO_PLUGIN("certphoto.mouth", "1.0.0", "certphoto", "Apache-2.0", mouth::MouthPatch, mouth::MouthClosed)
