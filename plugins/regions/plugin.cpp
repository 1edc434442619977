// The regions plugin: which part of the picture is skin, hair, clothes, a covering.
#include "regions.h"

CERTPHOTO_PLUGIN("certphoto.regions", "1.0.0", "certphoto", "Apache-2.0", certphoto::regions::PersonRegions)
