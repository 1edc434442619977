#include "guided.h"

#include <algorithm>
#include <opencv2/imgproc.hpp>
#include <vector>

namespace background {

namespace {

// Means over windows of all products the solution needs, interleaved so that one box filter does them all: r
// g b, rr rg rb gg gb bb, p, rp gp bp.
constexpr int kProducts = 13;

void products(const cv::Mat& guide, const cv::Mat& mask, cv::Mat& out) {
  out.create(guide.size(), CV_32FC(kProducts));
  for (int y = 0; y < guide.rows; ++y) {
    const auto* g = guide.ptr<std::uint8_t>(y);
    const auto* m = mask.ptr<float>(y);
    auto* o = out.ptr<float>(y);
    for (int x = 0; x < guide.cols; ++x, g += 3, o += kProducts) {
      const float r = float(g[0]) / 255, gr = float(g[1]) / 255, b = float(g[2]) / 255, p = m[x];
      o[0] = r, o[1] = gr, o[2] = b;
      o[3] = r * r, o[4] = r * gr, o[5] = r * b, o[6] = gr * gr, o[7] = gr * b, o[8] = b * b;
      o[9] = p, o[10] = r * p, o[11] = gr * p, o[12] = b * p;
    }
  }
}

// a and b of  mask = a . colour + b  in each window.
void coefficients(const cv::Mat& mean, float eps, cv::Mat& out) {
  out.create(mean.size(), CV_32FC4);
  for (int y = 0; y < mean.rows; ++y) {
    const auto* m = mean.ptr<float>(y);
    auto* o = out.ptr<cv::Vec4f>(y);
    for (int x = 0; x < mean.cols; ++x, m += kProducts) {
      const float rr = m[3] - m[0] * m[0] + eps, rg = m[4] - m[0] * m[1], rb = m[5] - m[0] * m[2];
      const float gg = m[6] - m[1] * m[1] + eps, gb = m[7] - m[1] * m[2], bb = m[8] - m[2] * m[2] + eps;
      const float rp = m[10] - m[0] * m[9], gp = m[11] - m[1] * m[9], bp = m[12] - m[2] * m[9];
      const float c00 = gg * bb - gb * gb, c01 = gb * rb - rg * bb, c02 = rg * gb - gg * rb;
      const float c11 = rr * bb - rb * rb, c12 = rg * rb - rr * gb, c22 = rr * gg - rg * rg;
      const float inverse = 1 / std::max(1e-12F, rr * c00 + rg * c01 + rb * c02);
      const float ar = (c00 * rp + c01 * gp + c02 * bp) * inverse;
      const float ag = (c01 * rp + c11 * gp + c12 * bp) * inverse;
      const float ab = (c02 * rp + c12 * gp + c22 * bp) * inverse;
      o[x] = {ar, ag, ab, m[9] - ar * m[0] - ag * m[1] - ab * m[2]};
    }
  }
}

// Means over (2 reach + 1)^2 windows, cut off at the picture's edges; any number of interleaved float
// channels. Running sums: OpenCV's box filter takes four times as long on 13 channels.
cv::Mat box_mean(const cv::Mat& in, int reach) {
  const int channels = in.channels();
  const auto width = static_cast<std::size_t>(in.cols) * static_cast<std::size_t>(channels);
  cv::Mat out(in.size(), in.type());
  std::vector<float> column(width, 0.0F), running(static_cast<std::size_t>(channels));
  const auto add_row = [&](int y, float sign) {
    const auto* row = in.ptr<float>(y);
    for (std::size_t i = 0; i < width; ++i) column[i] += sign * row[i];
  };
  for (int y = 0; y < std::min(reach, in.rows); ++y) add_row(y, 1);
  for (int y = 0; y < in.rows; ++y) {
    if (y + reach < in.rows) add_row(y + reach, 1);
    if (y - reach - 1 >= 0) add_row(y - reach - 1, -1);
    const int rows = std::min(in.rows - 1, y + reach) - std::max(0, y - reach) + 1;
    std::fill(running.begin(), running.end(), 0.0F);
    const auto at = [&](int x) { return column.data() + static_cast<std::ptrdiff_t>(x) * channels; };
    for (int x = 0; x < std::min(reach, in.cols); ++x)
      for (int c = 0; c < channels; ++c) running[std::size_t(c)] += at(x)[c];
    auto* o = out.ptr<float>(y);
    for (int x = 0; x < in.cols; ++x, o += channels) {
      if (x + reach < in.cols)
        for (int c = 0; c < channels; ++c) running[std::size_t(c)] += at(x + reach)[c];
      if (x - reach - 1 >= 0)
        for (int c = 0; c < channels; ++c) running[std::size_t(c)] -= at(x - reach - 1)[c];
      const int columns = std::min(in.cols - 1, x + reach) - std::max(0, x - reach) + 1;
      const float share = 1 / float(rows * columns);
      for (int c = 0; c < channels; ++c) o[c] = running[std::size_t(c)] * share;
    }
  }
  return out;
}

}  // namespace

cv::Mat guided_filter(const cv::Mat& guide, const cv::Mat& mask, int radius, int step, float eps) {
  cv::Mat small_guide = guide, small_mask = mask;
  if (step > 1) {
    const cv::Size size((guide.cols + step - 1) / step, (guide.rows + step - 1) / step);
    cv::resize(guide, small_guide, size, 0, 0, cv::INTER_AREA);
    cv::resize(mask, small_mask, size, 0, 0, cv::INTER_AREA);
  }
  const int reach = std::max(1, radius / step);
  cv::Mat all, mean, ab;
  products(small_guide, small_mask, all);
  mean = box_mean(all, reach);
  coefficients(mean, eps, ab);
  mean = box_mean(ab, reach);
  if (step > 1) cv::resize(mean, ab, guide.size(), 0, 0, cv::INTER_LINEAR);
  const cv::Mat& field = step > 1 ? ab : mean;

  cv::Mat out(guide.size(), CV_32F);
  for (int y = 0; y < guide.rows; ++y) {
    const auto* g = guide.ptr<std::uint8_t>(y);
    const auto* f = field.ptr<cv::Vec4f>(y);
    auto* o = out.ptr<float>(y);
    for (int x = 0; x < guide.cols; ++x, g += 3)
      o[x] = (f[x][0] * float(g[0]) + f[x][1] * float(g[1]) + f[x][2] * float(g[2])) / 255 + f[x][3];
  }
  return out;
}

}  // namespace background
