#include "refine.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <opencv2/core/hal/hal.hpp>
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

constexpr std::size_t kPlane = std::size_t(kRefinerHalf) * kRefinerHalf;
static_assert(kRefinerHalf % 4 == 0, "rows are read four pixels at a time");

// Every other pixel of a row of four channels, to four planes.
void split(const float* row, float* planes) {
  for (std::size_t x = 0; x < std::size_t(kRefinerHalf); x += 4) {
    const float* in = row + 8 * x;
    Lanes channel[4];
    cv::v_transpose4x4(cv::v_load(in), cv::v_load(in + 8), cv::v_load(in + 16), cv::v_load(in + 24),
                       channel[0], channel[1], channel[2], channel[3]);
    for (std::size_t c = 0; c < 4; ++c) cv::v_store(planes + c * kPlane + x, channel[c]);
  }
}

}  // namespace

cv::Mat fold(const cv::Mat& picture, const cv::Mat& mask, std::span<float> folded) {
  const cv::Size size(kRefinerSide, kRefinerSide);
  ResizedRows rgb(picture, picture.size(), size);
  cv::Mat person, logit(size, CV_32F);
  cv::resize(mask, person, size, 0, 0, cv::INTER_LINEAR);
  const auto table = logit_table();
  const Lanes gain = cv::v_setall_f32(1 / 255.0F), offset = cv::v_setall_f32(-0.5F);
  std::array<float, std::size_t(kRefinerSide) * 4> row;  // R, G, B, logit a pixel
  for (int y = 0; y < kRefinerSide; ++y) {
    rgb.row(y, [&](int x, const Lanes& colour) {
      cv::v_store(&row[4 * std::size_t(x)], colour * gain + offset);
    });
    const auto* m = person.ptr<std::uint8_t>(y);
    auto* l = logit.ptr<float>(y);
    for (std::size_t x = 0; x < std::size_t(kRefinerSide); ++x) {
      l[x] = table[m[x]];
      row[4 * x + 3] = l[x] * kLogitScale;
    }
    for (std::size_t dx = 0; dx < 2; ++dx)
      split(&row[4 * dx],
            &folded[(std::size_t(y & 1) * 2 + dx) * 4 * kPlane + std::size_t(y / 2) * kRefinerHalf]);
  }
  return logit;
}

cv::Mat unfold(const cv::Mat& logit, std::span<const float> delta) {
  cv::Mat out(logit.size(), CV_32F);
  // Saturated is exact; what is no number counts as wall.
  const Lanes most = cv::v_setall_f32(8), least = cv::v_setall_f32(-8), one = cv::v_setall_f32(1);
  std::array<float, kRefinerSide> power;
  for (int y = 0; y < out.rows; ++y) {
    const auto* l = logit.ptr<float>(y);
    auto* o = out.ptr<float>(y);
    const float* even = &delta[std::size_t(y & 1) * 2 * kPlane + std::size_t(y / 2) * kRefinerHalf];
    const float* odd = even + kPlane;
    for (int x = 0; x < kRefinerSide; x += 8) {
      Lanes low, high;
      cv::v_zip(cv::v_load(even + x / 2), cv::v_load(odd + x / 2), low, high);
      cv::v_store(o + x, cv::v_load(l + x) + low);
      cv::v_store(o + x + 4, cv::v_load(l + x + 4) + high);
    }
    for (int x = 0; x < kRefinerSide; x += 4)
      cv::v_store(&power[std::size_t(x)],
                  cv::v_setzero_f32() - cv::v_max(cv::v_min(cv::v_load(o + x), most), least));
    cv::hal::exp32f(power.data(), power.data(), kRefinerSide);
    for (int x = 0; x < kRefinerSide; x += 4) {
      const Lanes sum = cv::v_load(o + x), p = one / (one + cv::v_load(&power[std::size_t(x)]));
      cv::v_store(o + x, cv::v_select(sum > most, one, cv::v_select(sum > least, p, cv::v_setzero_f32())));
    }
  }
  return out;
}

}  // namespace background
