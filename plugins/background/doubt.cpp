#include "doubt.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

namespace background {

namespace {

// The mask wavers at an outline pixel when 4 p (1 - p), averaged over kWindow mask pixels round it, is above
// kWavers. A clean edge gives 0.15 to 0.25. Mean of the shares over 120 composites of tests/bench/cutout:
// rank correlation with the true IoU 0.8.
constexpr double kWindow = 15;
constexpr float kWavers = 0.4F;
// Before a plain wall colour decides where this share of the person round the place is not of the wall's
// colour.
constexpr double kUnlike = 0.7;
// Shorter stretches than this share of the outline are not worth a region.
constexpr double kStretch = 0.02;

}  // namespace

OutlineDoubt doubt_outline(const cv::Mat& raw, const Band& band, double mask_step) {
  cv::Mat wavering(raw.size(), CV_8U), mean, inner;
  for (int y = 0; y < raw.rows; ++y) {
    const auto* p = raw.ptr<float>(y);
    auto* w = wavering.ptr<std::uint8_t>(y);
    for (int x = 0; x < raw.cols; ++x) w[x] = static_cast<std::uint8_t>(4 * p[x] * (1 - p[x]) * 255 + 0.5F);
  }
  const int side = 2 * static_cast<int>(std::lround(kWindow * mask_step / 2)) + 1;
  cv::blur(wavering, mean, {side, side});
  const cv::Mat person = raw >= 0.5F;
  cv::erode(person, inner, cv::Mat());
  const cv::Mat outline = person & ~inner;
  cv::Mat doubtful = outline & (mean > 255 * kWavers);
  if (!band.could_be_wall.empty()) {
    cv::Mat unlike, here;
    cv::blur(person & ~band.could_be_wall, unlike, {side, side});
    cv::blur(person, here, {side, side});
    unlike.convertTo(unlike, CV_32F);
    here.convertTo(here, CV_32F, kUnlike);
    doubtful.setTo(0, unlike > here);
  }
  OutlineDoubt out;
  const int length = cv::countNonZero(outline);
  if (length == 0) return {0, {}};  // nobody there
  const int doubts = cv::countNonZero(doubtful);
  out.confidence = 1 - double(doubts) / length;
  if (doubts < kStretch * length) return out;  // no stretch can be long enough

  cv::Mat joined, labels, stats, centres;
  cv::dilate(doubtful, joined, cv::getStructuringElement(cv::MORPH_RECT, {side, side}));
  const int count = cv::connectedComponentsWithStats(joined, labels, stats, centres, 8, CV_32S);
  std::vector<std::pair<int, cv::Rect>> stretches;
  for (int i = 1; i < count; ++i) {
    const cv::Rect box(stats.at<int>(i, 0), stats.at<int>(i, 1), stats.at<int>(i, 2), stats.at<int>(i, 3));
    const int pixels = cv::countNonZero(doubtful(box));
    if (pixels >= kStretch * length) stretches.push_back({pixels, box});
  }
  std::stable_sort(stretches.begin(), stretches.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  for (std::size_t i = 0; i < std::min<std::size_t>(8, stretches.size()); ++i)
    out.boxes.push_back(stretches[i].second);
  return out;
}

}  // namespace background
