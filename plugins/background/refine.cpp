#include "refine.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace background {

namespace {

// The network was trained with these: see scripts/train/person_refiner/train.py.
constexpr float kLeast = 0.0025F;
constexpr float kLogitScale = 1 / 6.0F;

std::array<float, 256> logit_table() {
  std::array<float, 256> table{};
  for (std::size_t i = 0; i < table.size(); ++i) {
    const float p = std::clamp(float(i) / 255, kLeast, 1 - kLeast);
    table[i] = std::log(p / (1 - p));
  }
  return table;
}

}  // namespace

cv::Mat fold(const cv::Mat& picture, const cv::Mat& mask, std::span<float> folded) {
  const cv::Size size(kRefinerSide, kRefinerSide);
  const bool shrinks = picture.cols > size.width && picture.rows > size.height;
  cv::Mat rgb, person;
  cv::resize(picture, rgb, size, 0, 0, shrinks ? cv::INTER_AREA : cv::INTER_LINEAR);
  cv::resize(mask, person, size, 0, 0, cv::INTER_LINEAR);
  const auto table = logit_table();
  cv::Mat logit(size, CV_32F);
  constexpr std::size_t kPlane = std::size_t(kRefinerHalf) * kRefinerHalf;
  for (int y = 0; y < kRefinerSide; ++y) {
    const auto* p = rgb.ptr<std::uint8_t>(y);
    const auto* m = person.ptr<std::uint8_t>(y);
    auto* l = logit.ptr<float>(y);
    for (int dx = 0; dx < 2; ++dx) {
      float* out =
          folded.data() + std::size_t((y & 1) * 2 + dx) * 4 * kPlane + std::size_t(y / 2) * kRefinerHalf;
      for (int i = 0; i < kRefinerHalf; ++i) {
        const int x = 2 * i + dx;
        l[x] = table[m[x]];
        out[i] = float(p[3 * x]) / 255 - 0.5F;
        out[i + kPlane] = float(p[3 * x + 1]) / 255 - 0.5F;
        out[i + 2 * kPlane] = float(p[3 * x + 2]) / 255 - 0.5F;
        out[i + 3 * kPlane] = l[x] * kLogitScale;
      }
    }
  }
  return logit;
}

cv::Mat unfold(const cv::Mat& logit, std::span<const float> delta) {
  cv::Mat out(logit.size(), CV_32F);
  constexpr std::size_t kPlane = std::size_t(kRefinerHalf) * kRefinerHalf;
  for (int y = 0; y < out.rows; ++y) {
    const auto* l = logit.ptr<float>(y);
    auto* o = out.ptr<float>(y);
    for (int x = 0; x < out.cols; ++x) {
      const float sum = l[x] + delta[std::size_t((y & 1) * 2 + (x & 1)) * kPlane +
                                     std::size_t(y / 2) * kRefinerHalf + std::size_t(x / 2)];
      // Saturated is exact; what is no number counts as wall.
      o[x] = sum > 8 ? 1.0F : sum > -8 ? 1 / (1 + std::exp(-sum)) : 0.0F;
    }
  }
  return out;
}

}  // namespace background
