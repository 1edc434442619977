// A region grown and shrunk by a distance.
#ifndef CERTPHOTO_BACKGROUND_GROW_H
#define CERTPHOTO_BACKGROUND_GROW_H

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace background {

// The square of pixels up to `radius` away, one at least.
[[nodiscard]] inline cv::Mat square(double radius) {
  const int side = 2 * std::max(1, static_cast<int>(std::lround(radius))) + 1;
  return cv::getStructuringElement(cv::MORPH_RECT, {side, side});
}

// Pixels within `radius` of a non-zero one.
[[nodiscard]] inline cv::Mat within(const cv::Mat& mask, double radius) {
  cv::Mat out;
  cv::dilate(mask, out, square(radius));
  return out;
}

// Pixels further than `radius` from a zero one; beyond the picture's edge the person goes on.
[[nodiscard]] inline cv::Mat deeper(const cv::Mat& mask, double radius) {
  cv::Mat out;
  cv::erode(mask, out, square(radius));
  return out;
}

}  // namespace background

#endif
