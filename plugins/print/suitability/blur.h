// How blurred a picture is, from its own edges.
#ifndef CERTPHOTO_PRINT_SUITABILITY_BLUR_H
#define CERTPHOTO_PRINT_SUITABILITY_BLUR_H

#include <optional>

#include "jobs/pictures.h"

namespace certphoto::print {

// The standard deviation, in pixels, of the Gaussian blur of the edges in the middle of the picture, where
// the face is: the contour against a painted background says nothing about the camera's focus.
//
// At an edge the gradient is compared with that of the picture blurred once more by a known amount: Zhuo and
// Sim, "Defocus map estimation from a single image", Pattern Recognition 44 (2011), section 3. The value is
// the median over the strong edges, right within 15 % from 0.6 to 4 px (blur_test.cpp). Empty when there are
// too few edges to tell.
[[nodiscard]] std::optional<double> BlurSigmaPx(const Pixels& picture);

}  // namespace certphoto::print

#endif
