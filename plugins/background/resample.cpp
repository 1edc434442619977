#include "resample.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "mats.h"
#include "taps.h"

namespace background {

cv::Mat matte_in_frame(const cph::ImageView& matte, cv::Size size, const cph_placement& placement) {
  const cph_placement& own = matte.placement();
  const cv::Mat from = as_mat(matte);
  const double step = own.scale / placement.scale;
  const double left = (placement.origin_x - own.origin_x) * own.scale;
  const double top = (placement.origin_y - own.origin_y) * own.scale;
  const bool same =
      size == from.size() && std::abs(step - 1) < 1e-9 && std::abs(left) < 1e-6 && std::abs(top) < 1e-6;
  if (same) return from;

  const Taps across(size.width, from.cols, left, step);
  const Taps down(size.height, from.rows, top, step);
  cv::Mat out(size, CV_8U);
  std::vector<float> column(static_cast<std::size_t>(from.cols));
  for (int y = 0; y < size.height; ++y) {
    std::fill(column.begin(), column.end(), 0.0F);
    int row_at = down.first(y);
    for (const float w : down.weights(y)) {
      const auto* row = from.ptr<std::uint8_t>(row_at++);
      for (int x = 0; x < from.cols; ++x) column[static_cast<std::size_t>(x)] += w * float(row[x]);
    }
    auto* to = out.ptr<std::uint8_t>(y);
    for (int x = 0; x < size.width; ++x) {
      const float* at = column.data() + across.first(x);
      float sum = 0;
      for (const float w : across.weights(x)) sum += w * *at++;
      to[x] = static_cast<std::uint8_t>(std::clamp(sum + 0.5F, 0.0F, 255.0F));
    }
  }
  return out;
}

}  // namespace background
