// The quality plugin: sharp enough, enough pixels on the face, even light.
#include "face_blur.h"
#include "light_even.h"
#include "sharp.h"

namespace quality = certphoto::quality;

CERTPHOTO_PLUGIN("certphoto.quality", "1.0.0", "certphoto", "Apache-2.0", quality::FaceBlur,
                 quality::ImageSharp, quality::LightEven)
