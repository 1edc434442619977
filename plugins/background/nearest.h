// The colour of the nearest pixel that is surely person, or surely wall.
#ifndef CERTPHOTO_BACKGROUND_NEAREST_H
#define CERTPHOTO_BACKGROUND_NEAREST_H

#include <opencv2/core.hpp>

namespace background {

// For each pixel of `needed` (CV_8U, non-zero where wanted) the mean colour of the core (CV_8U, non-zero)
// within 4 px of the core pixel nearest to it, and the mean variance of a channel there: CV_32FC4, same size.
// `picture`: CV_8UC3. Elsewhere anything; where there is no core at all, zeros. The nearest is found on half
// the pixels each way: a quarter of the time, and colours vary slower than that.
[[nodiscard]] cv::Mat nearest_colour(const cv::Mat& picture, const cv::Mat& core, const cv::Mat& needed);

}  // namespace background

#endif
