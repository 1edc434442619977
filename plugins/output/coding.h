// What JPEG coding alone does to a picture.
#ifndef CERTPHOTO_OUTPUT_CODING_H
#define CERTPHOTO_OUTPUT_CODING_H

#include <opencv2/core.hpp>

namespace certphoto::output {

// `grey` (CV_8U) coded at this quality (IJG, 1..100) and decoded again. Its upper left corner should lie on
// the finished file's grid of 8x8 blocks, so that the same blocks are coded. Throws std::runtime_error with
// libjpeg's words.
[[nodiscard]] cv::Mat ThroughJpeg(const cv::Mat& grey, int quality);

}  // namespace certphoto::output

#endif
