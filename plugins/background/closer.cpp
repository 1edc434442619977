#include "closer.h"

#include <algorithm>
#include <cmath>
#include <opencv2/core/hal/hal.hpp>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "alike.h"
#include "grow.h"

namespace background {

namespace {

// Of the person's height: how far down from the crown the window reaches, how far down its width is taken
// from, and its margins. A window a quarter wider or narrower loses nothing and a tenth of what is gained.
constexpr double kDown = 0.55, kWidthFrom = 0.40, kAside = 0.10, kAbove = 0.07;
// Of the rim, the share that could be of the wall's colour. From 0.06 to 0.25 the composites of the training
// people are within 0.0005 of boundary IoU.
constexpr double kSilent = 0.25;
// Of the second look where both count; 0.4 to 0.6 are alike.
constexpr float kShare = 0.5F;
// The second look fades in over this share of the window's shorter side, so that no step shows where it ends.
constexpr double kFade = 0.06;
// Probability beyond which a mask is sure: the log-odds at which the refiner's answer saturates.
constexpr float kLeast = 0.0003F;

// log(p / (1 - p)) of `count` probabilities.
void log_odds(const float* p, float* out, int count) {
  for (int x = 0; x < count; ++x) {
    const float q = std::clamp(p[x], kLeast, 1 - kLeast);
    out[x] = q / (1 - q);
  }
  cv::hal::log32f(out, out, count);
}

}  // namespace

cv::Rect head_window(const cv::Mat& raw) {
  const cv::Mat person = raw >= 0.5F;
  const cv::Rect box = cv::boundingRect(person);
  if (box.empty()) return {};
  const double height = box.height;
  const int shoulders = box.y + std::max(1, static_cast<int>(kWidthFrom * height));
  const cv::Rect upper = cv::boundingRect(person.rowRange(box.y, shoulders));
  const cv::Point from(static_cast<int>(upper.x - kAside * height),
                       static_cast<int>(box.y - kAbove * height));
  const cv::Point to(static_cast<int>(upper.br().x + kAside * height),
                     static_cast<int>(std::ceil(box.y + kDown * height)));
  return cv::Rect(from, to) & cv::Rect(0, 0, raw.cols, raw.rows);
}

bool colour_is_silent(const cv::Mat& picture, const cv::Mat& raw, const cv::Mat& wall_colour,
                      const cv::Rect& window, const Reach& reach) {
  if (wall_colour.empty()) return true;
  // White collars before white walls are none of the head's business.
  const int bottom = reach.body > 0 ? std::min(reach.body, window.br().y) : window.br().y;
  const cv::Rect head(window.x, window.y, window.width, bottom - window.y);
  if (head.height <= 0) return false;
  const cv::Mat person = raw(head) >= 0.9F;
  const cv::Mat rim = person & ~deeper(person, reach.edge);
  const cv::Mat alike = looks_like_wall(picture(head), wall_colour(head), head.height, kCouldBe) & rim;
  return cv::countNonZero(alike) > kSilent * cv::countNonZero(rim);
}

void take_in(const cv::Mat& closer, const cv::Rect& window, cv::Mat& raw) {
  cv::Mat near;
  cv::resize(closer, near, window.size(), 0, 0,
             closer.cols > window.width ? cv::INTER_AREA : cv::INTER_LINEAR);
  const double fade = std::max(1.0, kFade * std::min(window.width, window.height));
  // Only sides that are not the picture's own fade.
  const double left = window.x > 0 ? 0.5 : fade, right = window.br().x < raw.cols ? 0.5 : fade;
  const double top = window.y > 0 ? 0.5 : fade, bottom = window.br().y < raw.rows ? 0.5 : fade;
  std::vector<float> first(std::size_t(window.width)), second(first.size());
  for (int y = 0; y < window.height; ++y) {
    auto* r = raw.ptr<float>(window.y + y) + window.x;
    log_odds(r, first.data(), window.width);
    log_odds(near.ptr<float>(y), second.data(), window.width);
    const double of_row = std::min({fade, y + top, window.height - 1 - y + bottom});
    for (int x = 0; x < window.width; ++x) {
      const double in = std::min({of_row, x + left, window.width - 1 - x + right});
      const float share = kShare * static_cast<float>(in / fade);
      const std::size_t i = std::size_t(x);
      first[i] = (share - 1) * first[i] - share * second[i];
    }
    cv::hal::exp32f(first.data(), first.data(), window.width);
    for (int x = 0; x < window.width; ++x) r[x] = 1 / (1 + first[std::size_t(x)]);
  }
}

}  // namespace background
