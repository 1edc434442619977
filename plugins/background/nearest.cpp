#include "nearest.h"

#include <algorithm>
#include <opencv2/imgproc.hpp>
#include <vector>

namespace background {

namespace {

// Colour sums over the core pixels of a 2x2 cell: R, G, B, sum of squares / 3, count.
using Sums = cv::Vec<float, 5>;

struct Half {
  cv::Mat core;  // CV_8U, non-zero where any of the four pixels is core
  cv::Mat sums;  // Sums
};

Half halve(const cv::Mat& picture, const cv::Mat& core) {
  const cv::Size size((picture.cols + 1) / 2, (picture.rows + 1) / 2);
  Half out{cv::Mat::zeros(size, CV_8U), cv::Mat::zeros(size, CV_32FC(5))};
  for (int y = 0; y < picture.rows; ++y) {
    const auto* p = picture.ptr<std::uint8_t>(y);
    const auto* c = core.ptr<std::uint8_t>(y);
    auto* o = out.core.ptr<std::uint8_t>(y / 2);
    auto* s = out.sums.ptr<Sums>(y / 2);
    for (int x = 0; x < picture.cols; ++x) {
      if (c[x] == 0) continue;
      const float r = p[3 * x], g = p[3 * x + 1], b = p[3 * x + 2];
      o[x / 2] = 255;
      s[x / 2] += Sums(r, g, b, (r * r + g * g + b * b) / 3, 1);
    }
  }
  return out;
}

cv::Vec4f measure(const Half& half, cv::Point at) {
  Sums sum;
  for (int y = std::max(0, at.y - 1); y <= std::min(half.core.rows - 1, at.y + 1); ++y)
    for (int x = std::max(0, at.x - 1); x <= std::min(half.core.cols - 1, at.x + 1); ++x)
      sum += half.sums.at<Sums>(y, x);
  const float n = sum[4];
  const cv::Vec3f mean(sum[0] / n, sum[1] / n, sum[2] / n);
  return {mean[0], mean[1], mean[2], std::max(0.0F, sum[3] / n - mean.dot(mean) / 3)};
}

}  // namespace

cv::Mat nearest_colour(const cv::Mat& picture, const cv::Mat& core, const cv::Mat& needed) {
  cv::Mat out(picture.size(), CV_32FC4, cv::Scalar::all(0));
  const Half half = halve(picture, core);
  if (cv::countNonZero(half.core) == 0) return out;
  cv::Mat distance, labels;
  cv::distanceTransform(half.core == 0, distance, labels, cv::DIST_L2, 3, cv::DIST_LABEL_PIXEL);
  std::vector<cv::Point> at(1);  // of each label
  for (int y = 0; y < labels.rows; ++y) {
    const auto* c = half.core.ptr<std::uint8_t>(y);
    const auto* l = labels.ptr<int>(y);
    for (int x = 0; x < labels.cols; ++x) {
      if (c[x] == 0) continue;
      const auto label = static_cast<std::size_t>(l[x]);
      if (label >= at.size()) at.resize(label + 1);
      at[label] = {x, y};
    }
  }
  std::vector<cv::Vec4f> colour(at.size(), cv::Vec4f(0, 0, 0, -1));
  for (int y = 0; y < out.rows; ++y) {
    const auto* l = labels.ptr<int>(y / 2);
    const auto* n = needed.ptr<std::uint8_t>(y);
    auto* o = out.ptr<cv::Vec4f>(y);
    for (int x = 0; x < out.cols; ++x) {
      if (n[x] == 0) continue;
      auto& c = colour[static_cast<std::size_t>(l[x / 2])];
      if (c[3] < 0) c = measure(half, at[static_cast<std::size_t>(l[x / 2])]);
      o[x] = c;
    }
  }
  return out;
}

}  // namespace background
