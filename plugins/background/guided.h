// The guided filter with a colour guide (He, Sun, Tang: "Guided Image Filtering", TPAMI 2013, eq. 14-16, run
// at reduced size as in their "Fast Guided Filter", 2015): pulls a soft mask onto the edges of the picture.
#ifndef CERTPHOTO_BACKGROUND_GUIDED_H
#define CERTPHOTO_BACKGROUND_GUIDED_H

#include <opencv2/core.hpp>

namespace background {

// `guide`: CV_8UC3. `mask`: CV_32F of the same size, 0..1. `needed`: CV_8U of the same size, non-zero where
// the result is wanted; elsewhere it is 0. `radius` in pixels of `guide`; `step` >= 1: the coefficients are
// found on every step-th pixel. `eps` in squared units of 0..1. Returns CV_32F, 0..1.
[[nodiscard]] cv::Mat guided_filter(const cv::Mat& guide, const cv::Mat& mask, const cv::Mat& needed,
                                    int radius, int step, float eps);

}  // namespace background

#endif
