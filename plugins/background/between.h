// Where a picture's rows and columns lie between those of a coarser one.
#ifndef CERTPHOTO_BACKGROUND_BETWEEN_H
#define CERTPHOTO_BACKGROUND_BETWEEN_H

#include <algorithm>
#include <cmath>
#include <opencv2/core.hpp>
#include <vector>

namespace background {

struct Between {
  int first;    // row or column of the coarser picture
  float share;  // of the next one; 0..1, 0 outside the first's centre
};

// Of each of `count` rows or columns, `fine` of which are as long as `coarse` of the coarser picture: by
// centres, as cv::resize does with INTER_LINEAR. Beyond the last centre the next one is to be the last
// itself.
[[nodiscard]] inline std::vector<Between> between(int count, int coarse, int fine) {
  std::vector<Between> out(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) {
    const float v = (float(i) + 0.5F) * float(coarse) / float(fine) - 0.5F;
    const float first = std::floor(v);
    if (first >= 0) out[static_cast<std::size_t>(i)] = {int(first), v - first};
  }
  return out;
}

// The row of `coarse` (32-bit floats, any number of channels) that lies at `at`, its last pixel once more.
inline void row_between(const cv::Mat& coarse, const Between& at, std::vector<float>& row) {
  const std::size_t channels = std::size_t(coarse.channels()), count = std::size_t(coarse.cols) * channels;
  const auto* top = coarse.ptr<float>(at.first);
  const auto* bottom = coarse.ptr<float>(std::min(coarse.rows - 1, at.first + 1));
  row.resize(count + channels);
  for (std::size_t i = 0; i < count; ++i) row[i] = top[i] + at.share * (bottom[i] - top[i]);
  std::copy_n(row.data() + count - channels, channels, row.data() + count);
}

}  // namespace background

#endif
