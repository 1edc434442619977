// Where a picture's rows and columns lie between those of a coarser one.
#ifndef CERTPHOTO_BACKGROUND_BETWEEN_H
#define CERTPHOTO_BACKGROUND_BETWEEN_H

#include <cmath>
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

}  // namespace background

#endif
