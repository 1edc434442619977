// The glasses plugin: whether glasses are worn, and whether their lenses hide the eyes.
#include "frame.h"
#include "glare.h"
#include "look.h"
#include "presence.h"
#include "tint.h"

namespace glasses = certphoto::glasses;

CERTPHOTO_PLUGIN("certphoto.glasses", "1.0.0", "certphoto", "Apache-2.0", glasses::Look, glasses::Present,
                 glasses::Tint, glasses::Glare, glasses::Frame)
