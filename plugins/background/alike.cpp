#include "alike.h"

#include <algorithm>
#include <opencv2/imgproc.hpp>

namespace background {

cv::Mat looks_like_wall(const cv::Mat& picture, const cv::Mat& wall, int cloth_from) {
  cv::Mat out(picture.size(), CV_8U);
  for (int y = 0; y < out.rows; ++y) {
    const auto* p = picture.ptr<std::uint8_t>(y);
    const auto* b = wall.ptr<float>(y);
    auto* o = out.ptr<std::uint8_t>(y);
    if (y < cloth_from) {
      for (int x = 0; x < out.cols; ++x, p += 3, b += 4) {
        const float dr = float(p[0]) - b[0], dg = float(p[1]) - b[1], db = float(p[2]) - b[2];
        o[x] = dr * dr + dg * dg + db * db < 3 * kAlike * kAlike ? 255 : 0;
      }
      continue;
    }
    for (int x = 0; x < out.cols; ++x, p += 3, b += 4) {
      const float r = p[0], g = p[1], bl = p[2];
      const float along = r * b[0] + g * b[1] + bl * b[2];
      const float light =
          std::clamp(along / std::max(1.0F, b[0] * b[0] + b[1] * b[1] + b[2] * b[2]), 1 / kShade, kShade);
      const float dr = r - light * b[0], dg = g - light * b[1], db = bl - light * b[2];
      o[x] = dr * dr + dg * dg + db * db < 3 * kAlike * kAlike ? 255 : 0;
    }
  }
  return out;
}

cv::Mat wall_alike_share(const cv::Mat& alike, const cv::Mat& person_core, int window) {
  cv::Mat both, alike_mean, core_mean, out;
  cv::bitwise_and(alike, person_core, both);
  cv::blur(both, alike_mean, {window, window}, {-1, -1}, cv::BORDER_REPLICATE);
  cv::blur(person_core, core_mean, {window, window}, {-1, -1}, cv::BORDER_REPLICATE);
  cv::divide(alike_mean, cv::max(core_mean, 1), out, 1.0, CV_32F);
  return out;
}

}  // namespace background
