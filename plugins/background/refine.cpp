#include "refine.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "resize_rows.h"

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
  ResizedRows rgb(picture, picture.size(), size);
  cv::Mat person, logit(size, CV_32F);
  cv::resize(mask, person, size, 0, 0, cv::INTER_LINEAR);
  const auto table = logit_table();
  constexpr std::size_t kPlane = std::size_t(kRefinerHalf) * kRefinerHalf;
  const Lanes gain = cv::v_setall_f32(1 / 255.0F), offset = cv::v_setall_f32(-0.5F);
  for (int y = 0; y < kRefinerSide; ++y) {
    const auto* m = person.ptr<std::uint8_t>(y);
    auto* l = logit.ptr<float>(y);
    float* rows[2];  // of even and odd columns
    for (std::size_t dx = 0; dx < 2; ++dx)
      rows[dx] =
          folded.data() + (std::size_t(y & 1) * 2 + dx) * 4 * kPlane + std::size_t(y / 2) * kRefinerHalf;
    rgb.row(y, [&](int x, const Lanes& colour) {
      float pixel[4];
      cv::v_store(pixel, colour * gain + offset);
      l[x] = table[m[x]];
      float* out = rows[x & 1] + x / 2;
      out[0] = pixel[0];
      out[kPlane] = pixel[1];
      out[2 * kPlane] = pixel[2];
      out[3 * kPlane] = l[x] * kLogitScale;
    });
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
