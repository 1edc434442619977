// The matte of a photo whose background is paint: the finished file, measured again.
//
// Nothing of how the photo was cut is used: its own pixels say what is paint, the segmentation's mask of this
// very picture where the person is. No refining network, no wall to fit, no colours to search for.
#ifndef CERTPHOTO_BACKGROUND_PAINTED_H
#define CERTPHOTO_BACKGROUND_PAINTED_H

#include <opencv2/core.hpp>

#include "foreground.h"

namespace background {

// True when what is not the person has one colour, `paint`, as only a program makes it: away from the outline
// 98 % of it within four 8-bit levels. `photo`: CV_8UC3; `mask`: CV_8U of any size, probability of person x
// 255.
[[nodiscard]] bool is_painted(const cv::Mat& photo, const cv::Mat& mask, const Paint& paint);

// Writes the opacity into `matte`, CV_8U of the photo's size, allocated: a pixel's distance to the paint over
// that of the person's colour next to it. Away from the person it is 0 whatever the pixel's colour, so that
// what is left of an old wall counts as background; where the person has the paint's colour the mask decides.
void painted_matte(const cv::Mat& photo, const cv::Mat& mask, const Paint& paint, cv::Mat& matte);

}  // namespace background

#endif
