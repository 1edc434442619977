#include "segment.h"

#include <algorithm>

#include "resize_rows.h"

namespace background {

void fill_segment_input(const cv::Mat& picture, cv::Size2d extent, std::span<float> input) {
  ResizedRows rgb(picture, extent, {kSegmentSide, kSegmentSide});
  const Lanes gain = cv::v_setall_f32(1 / 255.0F);
  float* out = input.data();
  for (int y = 0; y < kSegmentSide; ++y)
    rgb.row(y, [&](int, const Lanes& colour) {
      float pixel[4];
      cv::v_store(pixel, colour * gain);
      out = std::copy_n(pixel, 3, out);
    });
}

void read_segment_output(std::span<const float> probability, cv::Mat& mask) {
  std::size_t i = 0;
  for (int y = 0; y < kSegmentSide; ++y) {
    auto* row = mask.ptr<std::uint8_t>(y);
    for (int x = 0; x < kSegmentSide; ++x, ++i)
      row[x] = probability[i] > 0 ? static_cast<std::uint8_t>(std::min(probability[i], 1.0F) * 255 + 0.5F)
                                  : std::uint8_t{0};
  }
}

}  // namespace background
