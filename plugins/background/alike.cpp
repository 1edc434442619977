#include "alike.h"

#include <algorithm>
#include <opencv2/imgproc.hpp>

#include "lanes.h"

namespace background {

namespace {

// Squared distance of a colour to the wall's (`b`), in any light that cloth may be in if so wanted. Floats or
// as many pixels as fit in a register.
template <class V>
V distance(const V& r, const V& g, const V& bl, V b0, V b1, V b2, bool any_light, auto limited) {
  if (any_light) {
    const V along = r * b0 + g * b1 + bl * b2, length = b0 * b0 + b1 * b1 + b2 * b2;
    const V light = limited(along, length);
    b0 = light * b0, b1 = light * b1, b2 = light * b2;
  }
  const V dr = r - b0, dg = g - b1, db = bl - b2;
  return dr * dr + dg * dg + db * db;
}

float limited(float along, float length) {
  return std::clamp(along / std::max(1.0F, length), 1 / kShade, kShade);
}

Lanes limited(const Lanes& along, const Lanes& length) {
  const Lanes light = along / cv::v_max(cv::v_setall_f32(1), length);
  return cv::v_min(cv::v_max(light, cv::v_setall_f32(1 / kShade)), cv::v_setall_f32(kShade));
}

constexpr float kLimit = 3 * kAlike * kAlike;

// 16 pixels at once.
void sixteen(const std::uint8_t* p, const float* b, bool any_light, float limit, std::uint8_t* out) {
  cv::v_uint8x16 bytes[3];
  cv::v_load_deinterleave(p, bytes[0], bytes[1], bytes[2]);
  Lanes colour[3][4];
  for (int c = 0; c < 3; ++c) {
    cv::v_uint16x8 words[2];
    cv::v_expand(bytes[c], words[0], words[1]);
    for (int i = 0; i < 2; ++i) {
      cv::v_uint32x4 low, high;
      cv::v_expand(words[i], low, high);
      colour[c][2 * i] = cv::v_cvt_f32(cv::v_reinterpret_as_s32(low));
      colour[c][2 * i + 1] = cv::v_cvt_f32(cv::v_reinterpret_as_s32(high));
    }
  }
  cv::v_uint32x4 alike[4];
  for (int i = 0; i < 4; ++i) {
    Lanes b0, b1, b2, variance;
    cv::v_load_deinterleave(b + 16 * i, b0, b1, b2, variance);
    const Lanes d = distance<Lanes>(colour[0][i], colour[1][i], colour[2][i], b0, b1, b2, any_light,
                                    [](const Lanes& a, const Lanes& l) { return limited(a, l); });
    alike[i] = cv::v_reinterpret_as_u32(d < cv::v_setall_f32(limit));
  }
  cv::v_store(out, cv::v_pack_b(alike[0], alike[1], alike[2], alike[3]));
}

}  // namespace

cv::Mat looks_like_wall(const cv::Mat& picture, const cv::Mat& wall, int cloth_from, float times) {
  const float limit = kLimit * times * times;
  cv::Mat out(picture.size(), CV_8U);
  for (int y = 0; y < out.rows; ++y) {
    const auto* p = picture.ptr<std::uint8_t>(y);
    const auto* b = wall.ptr<float>(y);
    auto* o = out.ptr<std::uint8_t>(y);
    const bool any_light = y >= cloth_from;
    int x = 0;
    for (; x + 16 <= out.cols; x += 16) sixteen(p + 3 * x, b + 4 * x, any_light, limit, o + x);
    for (; x < out.cols; ++x) {
      const auto* c = p + 3 * x;
      const auto* w = b + 4 * x;
      const float d = distance<float>(c[0], c[1], c[2], w[0], w[1], w[2], any_light,
                                      [](float a, float l) { return limited(a, l); });
      o[x] = d < limit ? 255 : 0;
    }
  }
  return out;
}

cv::Mat wall_alike_share(const cv::Mat& alike, const cv::Mat& person_core, int window) {
  cv::Mat both, alike_mean, core_mean, out;
  cv::bitwise_and(alike, person_core, both);
  cv::blur(both, alike_mean, {window, window}, {-1, -1}, cv::BORDER_REPLICATE);
  cv::blur(person_core, core_mean, {window, window}, {-1, -1}, cv::BORDER_REPLICATE);
  out.create(alike.size(), CV_32F);
  for (int y = 0; y < out.rows; ++y) {
    const auto* a = alike_mean.ptr<std::uint8_t>(y);
    const auto* c = core_mean.ptr<std::uint8_t>(y);
    auto* o = out.ptr<float>(y);
    for (int x = 0; x < out.cols; ++x) o[x] = float(a[x]) / float(std::max<int>(1, c[x]));
  }
  return out;
}

}  // namespace background
