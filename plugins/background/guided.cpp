#include "guided.h"

#include <algorithm>
#include <vector>

#include "between.h"
#include "lanes.h"

namespace background {

namespace {

// A pixel of the small pictures: r, g, b of 0..1 and the mask p.
constexpr float kOne[4] = {1 / 255.0F, 1 / 255.0F, 1 / 255.0F, 1};

// Means over step x step blocks, of what is left of one at the last column and row.
cv::Mat pixels(const cv::Mat& guide, const cv::Mat& mask, int step) {
  cv::Mat out((guide.rows + step - 1) / step, (guide.cols + step - 1) / step, CV_32FC4);
  for (int y = 0; y < out.rows; ++y) {
    const int from = y * step, to = std::min(guide.rows, from + step);
    auto* o = out.ptr<float>(y);
    for (int left = 0; left < guide.cols; left += step, o += 4) {
      const int right = std::min(guide.cols, left + step);
      Lanes sum = cv::v_setzero_f32();
      float p = 0;
      for (int i = from; i < to; ++i) {
        const auto* g = guide.ptr<std::uint8_t>(i);
        const auto* m = mask.ptr<float>(i);
        for (int x = left; x < right; ++x) sum += lanes_of(g + 3 * x), p += m[x];
      }
      const float share = 1 / float((to - from) * (right - left));
      cv::v_store(o, sum * cv::v_load(kOne) * cv::v_setall_f32(share));
      o[3] = p * share;
    }
  }
  return out;
}

// All products that the solution needs: r, g, b and p alone, then times r, times g, times b.
void products(const float* pixel, Lanes* out) {
  out[0] = cv::v_load(pixel);
  for (int i = 0; i < 3; ++i) out[i + 1] = out[0] * cv::v_setall_f32(pixel[i]);
}

// a and b of  p = a . colour + b  in a window from the means of its products.
void coefficients(const float* m, float eps, float* out) {
  const float *r = m + 4, *g = m + 8, *b = m + 12;
  const float rr = r[0] - m[0] * m[0] + eps, rg = r[1] - m[0] * m[1], rb = r[2] - m[0] * m[2];
  const float gg = g[1] - m[1] * m[1] + eps, gb = g[2] - m[1] * m[2], bb = b[2] - m[2] * m[2] + eps;
  const float rp = r[3] - m[0] * m[3], gp = g[3] - m[1] * m[3], bp = b[3] - m[2] * m[3];
  const float c00 = gg * bb - gb * gb, c01 = gb * rb - rg * bb, c02 = rg * gb - gg * rb;
  const float c11 = rr * bb - rb * rb, c12 = rg * rb - rr * gb, c22 = rr * gg - rg * rg;
  const float inverse = 1 / std::max(1e-12F, rr * c00 + rg * c01 + rb * c02);
  const float ar = (c00 * rp + c01 * gp + c02 * bp) * inverse;
  const float ag = (c01 * rp + c11 * gp + c12 * bp) * inverse;
  const float ab = (c02 * rp + c12 * gp + c22 * bp) * inverse;
  out[0] = ar, out[1] = ag, out[2] = ab, out[3] = m[3] - ar * m[0] - ag * m[1] - ab * m[2];
}

// Means over (2 reach + 1)^2 windows, cut off at the picture's edges, of what `expand` makes of each pixel of
// `in` (CV_32FC4), kLanes registers; `use` makes a pixel of the result of the mean. Running sums.
template <int kLanes>
cv::Mat box(const cv::Mat& in, int reach, auto expand, auto use) {
  cv::Mat out(in.size(), CV_32FC4);
  std::vector<float> columns(static_cast<std::size_t>(in.cols) * 4 * kLanes, 0.0F);
  const auto column = [&](int x) { return &columns[static_cast<std::size_t>(x) * 4 * kLanes]; };
  const auto add_row = [&](int y, float sign) {
    const auto* row = in.ptr<float>(y);
    const Lanes signs = cv::v_setall_f32(sign);
    for (int x = 0; x < in.cols; ++x) {
      Lanes one[kLanes];
      expand(row + 4 * x, one);
      float* to = column(x);
      for (int i = 0; i < kLanes; ++i) cv::v_store(to + 4 * i, cv::v_load(to + 4 * i) + signs * one[i]);
    }
  };
  for (int y = 0; y < std::min(reach, in.rows); ++y) add_row(y, 1);
  for (int y = 0; y < in.rows; ++y) {
    if (y + reach < in.rows) add_row(y + reach, 1);
    if (y - reach - 1 >= 0) add_row(y - reach - 1, -1);
    const int high = std::min(in.rows - 1, y + reach) - std::max(0, y - reach) + 1;
    Lanes running[kLanes];
    for (auto& r : running) r = cv::v_setzero_f32();
    for (int x = 0; x < std::min(reach, in.cols); ++x)
      for (int i = 0; i < kLanes; ++i) running[i] += cv::v_load(column(x) + 4 * i);
    auto* o = out.ptr<float>(y);
    for (int x = 0; x < in.cols; ++x, o += 4) {
      if (x + reach < in.cols)
        for (int i = 0; i < kLanes; ++i) running[i] += cv::v_load(column(x + reach) + 4 * i);
      if (x - reach - 1 >= 0)
        for (int i = 0; i < kLanes; ++i) running[i] -= cv::v_load(column(x - reach - 1) + 4 * i);
      const int wide = std::min(in.cols - 1, x + reach) - std::max(0, x - reach) + 1;
      float mean[4 * kLanes];
      for (int i = 0; i < kLanes; ++i)
        cv::v_store(mean + 4 * i, running[i] * cv::v_setall_f32(1 / float(high * wide)));
      use(mean, o);
    }
  }
  return out;
}

}  // namespace

cv::Mat guided_filter(const cv::Mat& guide, const cv::Mat& mask, const cv::Mat& needed, int radius, int step,
                      float eps) {
  const int reach = std::max(1, radius / step);
  const auto solve = [&](const float* mean, float* to) { coefficients(mean, eps, to); };
  const auto itself = [](const float* from, Lanes* to) { *to = cv::v_load(from); };
  const auto store = [](const float* from, float* to) { cv::v_store(to, cv::v_load(from)); };
  const cv::Mat windows = box<4>(pixels(guide, mask, step), reach, products, solve);
  const cv::Mat field = box<1>(windows, reach, itself, store);

  cv::Mat out(guide.size(), CV_32F);
  const auto across = between(guide.cols, 1, step), down = between(guide.rows, 1, step);
  std::vector<float> row;
  for (int y = 0; y < guide.rows; ++y) {
    row_between(field, down[std::size_t(y)], row);
    const auto* g = guide.ptr<std::uint8_t>(y);
    const auto* n = needed.ptr<std::uint8_t>(y);
    auto* o = out.ptr<float>(y);
    for (int x = 0; x < guide.cols; ++x) {
      if (n[x] == 0) {
        o[x] = 0;
        continue;
      }
      const auto& u = across[std::size_t(x)];
      const float* left = &row[std::size_t(u.first) * 4];
      const Lanes a = cv::v_load(left), b = cv::v_load(left + 4);
      const Lanes here = a + cv::v_setall_f32(u.share) * (b - a);
      const Lanes colour = lanes_of(g + 3 * x, 1) * cv::v_load(kOne);
      o[x] = std::clamp(cv::v_reduce_sum(here * colour), 0.0F, 1.0F);
    }
  }
  return out;
}

}  // namespace background
