// The recapture plugin: whether the camera saw a person, or a picture of one.
#include "recapture_op.h"

CERTPHOTO_PLUGIN("certphoto.recapture", "1.0.0", "certphoto", "Apache-2.0", certphoto::recapture::Recapture)
