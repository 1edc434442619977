#include "painted.h"

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <opencv2/imgproc.hpp>
#include <vector>

namespace background {

namespace {

// 8-bit levels that coding at JPEG quality 60 moves flat paint away from the outline.
constexpr int kFlat = 4;
constexpr double kFlatShare = 0.98;
constexpr double kMinShare = 0.01;  // of the picture; less background says nothing
// Reach of coding errors along the outline: a 4:2:0 block.
constexpr int kBlock = 16;
// Of the mask, x 255: surely not the person, surely the person.
constexpr int kNone = 12;
constexpr int kSure = 230;
// Distances to the paint, 8-bit levels over three channels: coding noise next to an outline, and the least
// contrast at which colour tells person from paint.
constexpr int kNoise = 8;
constexpr int kContrast = 28;
// Of the matte: what is fainter joins nothing.
constexpr int kFaint = 40;
// Ends pulled in, as in band.cpp.
constexpr float kFloor = 0.06F;
constexpr float kCeiling = 0.94F;

cv::Mat square(int radius) {
  return cv::getStructuringElement(cv::MORPH_RECT, {2 * radius + 1, 2 * radius + 1});
}

cv::Mat far_from_person(const cv::Mat& mask) {
  cv::Mat out;
  cv::erode(mask < kNone, out, square(kBlock), {-1, -1}, 1, cv::BORDER_CONSTANT, cv::Scalar(255));
  return out;
}

cv::Mat enlarged(const cv::Mat& mask, cv::Size size) {
  cv::Mat out;
  cv::resize(mask, out, size, 0, 0, cv::INTER_LINEAR);
  return out;
}

// Euclidean distance of each pixel to the paint, at most 255.
cv::Mat distance_to(const cv::Mat& photo, const Paint& paint) {
  cv::Mat out(photo.size(), CV_8U);
  for (int y = 0; y < out.rows; ++y) {
    const auto* p = photo.ptr<std::uint8_t>(y);
    auto* o = out.ptr<std::uint8_t>(y);
    for (int x = 0; x < out.cols; ++x, p += 3) {
      const float r = float(p[0] - paint.r), g = float(p[1] - paint.g), b = float(p[2] - paint.b);
      o[x] = static_cast<std::uint8_t>(std::min(255.0F, std::sqrt(r * r + g * g + b * b)));
    }
  }
  return out;
}

// Zero what lies away from the person and does not hang together with it: a strand does, however far it
// reaches, a spot of the old wall does not.
void drop_strays(const cv::Mat& inside, const cv::Mat& away, cv::Mat& matte) {
  const cv::Mat strays = away & (matte > 0);
  if (cv::countNonZero(strays) == 0) return;
  cv::Mat labels;
  const int count = cv::connectedComponents(matte > kFaint, labels, 8, CV_32S);
  std::vector<bool> person(static_cast<std::size_t>(count), false);
  for (int y = 0; y < matte.rows; ++y) {
    const auto* in = inside.ptr<std::uint8_t>(y);
    const auto* l = labels.ptr<int>(y);
    for (int x = 0; x < matte.cols; ++x)
      if (in[x] != 0 && l[x] != 0) person[static_cast<std::size_t>(l[x])] = true;
  }
  for (int y = 0; y < matte.rows; ++y) {
    const auto* s = strays.ptr<std::uint8_t>(y);
    const auto* l = labels.ptr<int>(y);
    auto* m = matte.ptr<std::uint8_t>(y);
    for (int x = 0; x < matte.cols; ++x)
      if (s[x] != 0 && !person[static_cast<std::size_t>(l[x])]) m[x] = 0;
  }
}

}  // namespace

bool is_painted(const cv::Mat& photo, const cv::Mat& mask, const Paint& paint) {
  const cv::Mat away = far_from_person(enlarged(mask, photo.size()));
  int seen = 0, flat = 0;
  for (int y = 0; y < photo.rows; y += 2) {  // every fourth pixel is as good as all
    const auto* p = photo.ptr<std::uint8_t>(y);
    const auto* a = away.ptr<std::uint8_t>(y);
    for (int x = 0; x < photo.cols; x += 2) {
      if (a[x] == 0) continue;
      ++seen;
      flat += std::abs(p[3 * x] - paint.r) <= kFlat && std::abs(p[3 * x + 1] - paint.g) <= kFlat &&
              std::abs(p[3 * x + 2] - paint.b) <= kFlat;
    }
  }
  return 4 * seen >= kMinShare * double(photo.total()) && flat >= kFlatShare * seen;
}

void painted_matte(const cv::Mat& photo, const cv::Mat& mask, const Paint& paint, cv::Mat& matte) {
  const cv::Mat person = enlarged(mask, photo.size());
  const cv::Mat away = far_from_person(person);
  const double mask_px = std::max(double(photo.cols) / mask.cols, double(photo.rows) / mask.rows);
  cv::Mat inside, most;
  cv::erode(person >= kSure, inside, square(std::max(1, int(std::lround(3 * mask_px)))));
  const cv::Mat distance = distance_to(photo, paint);
  cv::dilate(distance, most, square(3));  // the person's own colour is within three pixels of any edge
  for (int y = 0; y < photo.rows; ++y) {
    const auto* d = distance.ptr<std::uint8_t>(y);
    const auto* f = most.ptr<std::uint8_t>(y);
    const auto* m = person.ptr<std::uint8_t>(y);
    const auto* in = inside.ptr<std::uint8_t>(y);
    const auto* out = away.ptr<std::uint8_t>(y);
    auto* to = matte.ptr<std::uint8_t>(y);
    for (int x = 0; x < photo.cols; ++x) {
      if (in[x] != 0) {
        to[x] = 255;
        continue;
      }
      // Paint round about that looks like paint: no person's colour to measure by, the mask has to know.
      const float share = f[x] < kContrast ? (m[x] > 127 && out[x] == 0 ? 1.0F : 0.0F)
                                           : float(d[x] - kNoise) / float(f[x] - kNoise);
      to[x] = static_cast<std::uint8_t>(std::clamp((share - kFloor) / (kCeiling - kFloor), 0.0F, 1.0F) * 255 +
                                        0.5F);
    }
  }
  drop_strays(inside, away, matte);
}

}  // namespace background
