// A grey picture brought to another picture's place and size.
#ifndef CERTPHOTO_BACKGROUND_RESAMPLE_H
#define CERTPHOTO_BACKGROUND_RESAMPLE_H

#include <opencv2/core.hpp>

#include "certphoto/plugin.hpp"

namespace background {

// `matte` as seen in the frame of a picture of `size` with the given placement: box-filtered when it shrinks,
// bilinear when it grows, 0 (no person) outside the matte. Shares the pixels when nothing changes.
[[nodiscard]] cv::Mat matte_in_frame(const cph::ImageView& matte, cv::Size size,
                                     const cph_placement& placement);

}  // namespace background

#endif
