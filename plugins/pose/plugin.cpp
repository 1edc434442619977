// The pose plugin: the head faces the camera, eyes and shoulders are level.
#include "upright.h"

CERTPHOTO_PLUGIN("certphoto.pose", "1.0.0", "certphoto", "Apache-2.0", certphoto::pose::PoseUpright)
