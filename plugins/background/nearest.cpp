#include "nearest.h"

#include <algorithm>
#include <opencv2/imgproc.hpp>
#include <vector>

namespace background {

namespace {

// Non-zero where any pixel of the 2x2 cell is core.
cv::Mat halve(const cv::Mat& core) {
  cv::Mat out = cv::Mat::zeros((core.rows + 1) / 2, (core.cols + 1) / 2, CV_8U);
  for (int y = 0; y < core.rows; ++y) {
    const auto* c = core.ptr<std::uint8_t>(y);
    auto* o = out.ptr<std::uint8_t>(y / 2);
    for (int i = 0; i < core.cols / 2; ++i) o[i] |= c[2 * i] | c[2 * i + 1];
    if (core.cols % 2 != 0) o[out.cols - 1] |= c[core.cols - 1];
  }
  return out;
}

// Mean colour and variance of the core within a cell of the one `at`.
cv::Vec4f measure(const cv::Mat& picture, const cv::Mat& core, cv::Point at) {
  const cv::Rect window =
      cv::Rect(2 * at.x - 2, 2 * at.y - 2, 6, 6) & cv::Rect(0, 0, picture.cols, picture.rows);
  int sum[3] = {}, squares = 0, n = 0;
  for (int y = window.y; y < window.br().y; ++y) {
    const auto* p = picture.ptr<std::uint8_t>(y);
    const auto* c = core.ptr<std::uint8_t>(y);
    for (int x = window.x; x < window.br().x; ++x) {
      if (c[x] == 0) continue;
      for (int k = 0; k < 3; ++k) sum[k] += p[3 * x + k], squares += p[3 * x + k] * p[3 * x + k];
      ++n;
    }
  }
  const cv::Vec3f mean = cv::Vec3f(float(sum[0]), float(sum[1]), float(sum[2])) / float(n);
  return {mean[0], mean[1], mean[2], std::max(0.0F, (float(squares) / float(n) - mean.dot(mean)) / 3)};
}

}  // namespace

cv::Mat nearest_colour(const cv::Mat& picture, const cv::Mat& core, const cv::Mat& needed) {
  cv::Mat out(picture.size(), CV_32FC4);
  const cv::Mat half = halve(core);
  if (cv::countNonZero(half) == 0) return out.setTo(0);
  cv::Mat distance, labels;
  cv::distanceTransform(half == 0, distance, labels, cv::DIST_L2, 3, cv::DIST_LABEL_PIXEL);
  std::vector<cv::Point> at(1);  // of each label
  for (int y = 0; y < labels.rows; ++y) {
    const auto* c = half.ptr<std::uint8_t>(y);
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
      if (c[3] < 0) c = measure(picture, core, at[static_cast<std::size_t>(l[x / 2])]);
      o[x] = c;
    }
  }
  return out;
}

}  // namespace background
