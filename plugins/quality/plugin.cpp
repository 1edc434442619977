// The quality plugin: sharp enough, enough pixels on the face, even light, natural colours, undistorted, not
// compressed to pieces.
#include "colour.h"
#include "compression.h"
#include "distortion.h"
#include "face_blur.h"
#include "light_even.h"
#include "sharp.h"

namespace quality = certphoto::quality;

CERTPHOTO_PLUGIN("certphoto.quality", "1.0.0", "certphoto", "Apache-2.0", quality::FaceBlur,
                 quality::ImageColour, quality::ImageCompression, quality::ImageSharp,
                 quality::ImageUndistorted, quality::LightEven)
