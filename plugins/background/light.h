// Shadows on a plain wall that its smooth colour field does not know: the person's own, next to the head.
#ifndef CERTPHOTO_BACKGROUND_LIGHT_H
#define CERTPHOTO_BACKGROUND_LIGHT_H

#include <opencv2/core.hpp>

#include "trimap.h"

namespace background {

// Darkens `behind` (CV_32FC4: the wall's R, G, B and variance at every pixel of `picture`) where the picture
// shows the wall in less light. A shadow has the wall's hue and is broad; a strand of hair may have the hue,
// but is thin, and what is thinner than `reach` allows for hair stays in the light. Nothing is read where
// `mask` (CV_32F) says person.
void dim_wall(const cv::Mat& picture, const cv::Mat& mask, const Reach& reach, cv::Mat& behind);

}  // namespace background

#endif
