// The eyes plugin: how far the lids are open, whether that is enough, where the eyes look, and red pupils.
#include "gaze.h"
#include "open.h"
#include "red.h"
#include "state.h"

namespace eyes = certphoto::eyes;

CERTPHOTO_PLUGIN("certphoto.eyes", "1.0.0", "certphoto", "Apache-2.0", eyes::EyesState, eyes::EyesOpen,
                 eyes::EyesGaze, eyes::EyesRed)
