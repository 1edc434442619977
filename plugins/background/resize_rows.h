// A colour picture at another size, a row at a time, as a network wants it.
#ifndef CERTPHOTO_BACKGROUND_RESIZE_ROWS_H
#define CERTPHOTO_BACKGROUND_RESIZE_ROWS_H

#include <algorithm>
#include <opencv2/core.hpp>
#include <vector>

#include "lanes.h"
#include "taps.h"

namespace background {

// Refers to `picture` (CV_8UC3, not empty), which must outlive it. One thread.
class ResizedRows {
 public:
  // `extent`: how much of `picture` is resized, from its first corner on.
  ResizedRows(const cv::Mat& picture, cv::Size2d extent, cv::Size size)
      : picture_(picture),
        across_(size.width, picture.cols, 0, extent.width / size.width),
        down_(size.height, picture.rows, 0, extent.height / size.height),
        width_(size.width),
        column_(static_cast<std::size_t>(picture.cols) * 3 + 1) {}

  // Calls use(x, colour) for every pixel of row `y`: R, G, B of 0..255 and nothing that means anything.
  void row(int y, auto use) {
    std::fill(column_.begin(), column_.end(), 0.0F);
    int from = down_.first(y);
    for (const float weight : down_.weights(y)) {
      const auto* p = picture_.ptr<std::uint8_t>(from++);
      float* to = column_.data();
      const std::size_t count = column_.size() - 1;
      for (std::size_t i = 0; i < count; ++i) to[i] += weight * float(p[i]);
    }
    for (int x = 0; x < width_; ++x) {
      const float* at = column_.data() + std::ptrdiff_t(across_.first(x)) * 3;
      Lanes sum = cv::v_setzero_f32();
      for (const float weight : across_.weights(x)) {
        sum += cv::v_setall_f32(weight) * cv::v_load(at);
        at += 3;
      }
      use(x, sum);
    }
  }

 private:
  const cv::Mat& picture_;
  Taps across_, down_;
  int width_;
  std::vector<float> column_;  // one more than the row has, since pixels are read four floats at a time
};

}  // namespace background

#endif
