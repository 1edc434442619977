#include "glint.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace background {

namespace {

// Levels a channel by which a highlight is brighter than the wall, and by which its hue may be off.
constexpr float kBrighter = 15.0F;
constexpr float kHue = 15.0F;
// Share of such pixels round about, from where it counts to where it counts whole. Of the 40 `london`
// portraits the hair of the shiniest has 0.02 to 0.2, most have none.
constexpr float kFew = 0.01F;
constexpr float kMany = 0.05F;

bool is_glint(const std::uint8_t* p, const float* b) {
  const float length = std::max(1.0F, b[0] * b[0] + b[1] * b[1] + b[2] * b[2]);
  const float along = float(p[0]) * b[0] + float(p[1]) * b[1] + float(p[2]) * b[2];
  if (along < length + kBrighter * std::sqrt(3 * length)) return false;
  const float light = along / length;
  const float dr = float(p[0]) - light * b[0], dg = float(p[1]) - light * b[1],
              db = float(p[2]) - light * b[2];
  return dr * dr + dg * dg + db * db < 3 * kHue * kHue;
}

}  // namespace

cv::Mat find_glints(const cv::Mat& picture, const cv::Mat& person, const cv::Mat& behind, int body,
                    int window) {
  cv::Mat seen = cv::Mat::zeros(picture.size(), CV_8U), share;
  const int rows = std::clamp(body, 0, picture.rows);
  for (int y = 0; y < rows; ++y) {
    const auto* p = picture.ptr<std::uint8_t>(y);
    const auto* in = person.ptr<std::uint8_t>(y);
    const auto* b = behind.ptr<float>(y);
    auto* s = seen.ptr<std::uint8_t>(y);
    for (int x = 0; x < seen.cols; ++x)
      if (in[x] != 0 && is_glint(p + 3 * x, b + 4 * x)) s[x] = 255;
  }
  cv::Mat out = cv::Mat::zeros(picture.size(), CV_32F);
  cv::blur(seen, share, {window, window});
  for (int y = 0; y < rows; ++y) {
    const auto* in = person.ptr<std::uint8_t>(y);
    const auto* s = share.ptr<std::uint8_t>(y);
    auto* o = out.ptr<float>(y);
    for (int x = 0; x < out.cols; ++x)
      if (in[x] != 0) o[x] = std::clamp((float(s[x]) / 255 - kFew) / (kMany - kFew), 0.0F, 1.0F);
  }
  return out;
}

}  // namespace background
