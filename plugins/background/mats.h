// Glue between the ABI's pictures and OpenCV's, and the small picture arithmetic that several files here
// need.
#ifndef CERTPHOTO_BACKGROUND_MATS_H
#define CERTPHOTO_BACKGROUND_MATS_H

#include <opencv2/core.hpp>

#include "certphoto/plugin.hpp"

namespace background {

[[nodiscard]] constexpr int mat_type(int channels) {
  return channels == 3 ? CV_8UC3 : channels == 4 ? CV_8UC4 : CV_8UC1;
}

// A header over somebody else's pixels: no copy, valid as long as the view. Never write through it.
[[nodiscard]] inline cv::Mat as_mat(const cph::ImageView& image) {
  return {image.height(), image.width(), mat_type(image.channels()), const_cast<std::uint8_t*>(image.row(0)),
          static_cast<std::size_t>(image.stride_bytes())};
}

// A header over a new picture of ours.
[[nodiscard]] inline cv::Mat as_mat(cph::Image& image) {
  return {image.height(), image.width(), mat_type(image.channels()), image.row(0),
          static_cast<std::size_t>(image.stride_bytes())};
}

// `image` made smaller by the whole factor `factor`: each pixel is the mean of a factor x factor block; the
// last column and row average what is left. 8-bit, 1 or 3 channels. Linear in the pixels of `image`.
[[nodiscard]] cv::Mat shrink(const cv::Mat& image, int factor);

// Spreads known values over the whole grid: where `weight` is 0 the value comes from ever coarser means of
// the known ones around (push-pull). `value` is CV_32FC1 or CV_32FC3, pre-multiplied by `weight` (CV_32F,
// 0..1); at least one weight must be above zero, otherwise the result is zero.
[[nodiscard]] cv::Mat push_pull(const cv::Mat& value, const cv::Mat& weight);

}  // namespace background

#endif
