#include "measures.h"

#include <algorithm>
#include <opencv2/imgproc.hpp>

#include "certphoto/colour.hpp"

namespace bench {

namespace {

// The part of a mask within `radius` of its outline; the picture's edge is none.
cv::Mat inner_band(const cv::Mat& mask, int radius) {
  cv::Mat eroded;
  cv::erode(mask, eroded, cv::getStructuringElement(cv::MORPH_ELLIPSE, {2 * radius + 1, 2 * radius + 1}));
  return mask & ~eroded;
}

double ratio(const cv::Mat& a, const cv::Mat& b) {
  return double(cv::countNonZero(a & b)) / std::max(1, cv::countNonZero(a | b));
}

cv::Mat gradient(const cv::Mat& alpha) {
  cv::Mat smooth, x, y, out;
  cv::GaussianBlur(alpha, smooth, {0, 0}, 1.4);
  cv::Scharr(smooth, x, CV_32F, 1, 0, 1 / 32.0);
  cv::Scharr(smooth, y, CV_32F, 0, 1, 1 / 32.0);
  cv::magnitude(x, y, out);
  return out;
}

}  // namespace

MatteScore score(const cv::Mat& matte, const cv::Mat& truth) {
  cv::Mat a, b;
  matte.convertTo(a, CV_32F, 1 / 255.0);
  truth.convertTo(b, CV_32F, 1 / 255.0);
  const cv::Mat d = a - b, g = gradient(a) - gradient(b);
  const cv::Mat ma = matte > 127, mb = truth > 127;
  return {cv::norm(d, cv::NORM_L1) / 1000, cv::mean(d.mul(d))[0], cv::sum(g.mul(g))[0] / 1000, ratio(ma, mb),
          ratio(inner_band(ma, 6), inner_band(mb, 6))};
}

double fringe(const cv::Mat& got, const cv::Mat& want, const cv::Mat& truth) {
  cv::Mat band = (truth > 5) & (truth < 250);
  cv::dilate(band, band, cv::getStructuringElement(cv::MORPH_RECT, {5, 5}));
  double sum = 0;
  std::size_t n = 0;
  for (int y = 0; y < got.rows; ++y)
    for (int x = 0; x < got.cols; ++x) {
      if (band.at<std::uint8_t>(y, x) == 0) continue;
      ++n;
      const auto &p = got.at<cv::Vec3b>(y, x), &q = want.at<cv::Vec3b>(y, x);
      if (p != q) sum += cph::ciede2000(cph::lab_of(p[0], p[1], p[2]), cph::lab_of(q[0], q[1], q[2]));
    }
  return n > 0 ? sum / double(n) : 0;
}

cv::Mat over(const cv::Mat& colour, const cv::Mat& alpha, const background::Paint& paint) {
  cv::Mat out(colour.size(), CV_8UC3);
  const int ground[3] = {paint.r, paint.g, paint.b};
  for (int y = 0; y < out.rows; ++y)
    for (int x = 0; x < out.cols; ++x) {
      const int a = alpha.at<std::uint8_t>(y, x);
      for (int c = 0; c < 3; ++c)
        out.at<cv::Vec3b>(y, x)[c] = static_cast<std::uint8_t>(
            (a * colour.at<cv::Vec3b>(y, x)[c] + (255 - a) * ground[c] + 127) / 255);
    }
  return out;
}

}  // namespace bench
