#include "components.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>

namespace certphoto::iso_quality {

namespace {

using Histogram = std::array<double, 256>;

Histogram histogram(std::span<const float> levels) {
  Histogram out{};
  for (const float v : levels)
    out[std::size_t(std::clamp(std::lround(v), 0L, 255L))] +=
        1.0 / double(std::max<std::size_t>(1, levels.size()));
  return out;
}

double bounded(double score) {
  return std::clamp(score, 0.0, 100.0);
}

// How far a value lies outside a range.
double beyond(double value, double low, double high) {
  return std::max({0.0, low - value, value - high});
}

}  // namespace

double sigmoid(double x, double middle, double width) {
  return 1 / (1 + std::exp((middle - x) / width));
}

LumaStatistics luma_statistics(std::span<const float> levels) {
  LumaStatistics out;
  if (levels.empty()) return out;
  const auto shares = histogram(levels);
  double squares = 0;
  for (std::size_t i = 0; i < shares.size(); ++i) {
    const double v = double(i) / 255;
    out.mean += shares[i] * v;
    squares += shares[i] * v * v;
    if (i <= 25) out.dark += shares[i];
    if (i >= 247) out.bright += shares[i];
    if (shares[i] > 0) out.entropy -= shares[i] * std::log2(shares[i]);
  }
  out.variance = std::max(0.0, squares - out.mean * out.mean);
  return out;
}

double histogram_overlap(std::span<const float> left, std::span<const float> right) {
  const auto a = histogram(left), b = histogram(right);
  double out = 0;
  for (std::size_t i = 0; i < a.size(); ++i) out += std::min(a[i], b[i]);
  return out;
}

double illumination_uniformity(double overlap) {
  return bounded(100 * std::pow(std::max(0.0, overlap), 0.3));
}
double luminance_mean(double mean) {
  return bounded(100 * sigmoid(mean, 0.2, 0.05) * (1 - sigmoid(mean, 0.8, 0.05)));
}
double luminance_variance(double variance) {
  return bounded(100 * std::sin(std::numbers::pi * 60 * variance / (60 * variance + 1)));
}
double under_exposure_prevention(double dark) {
  return bounded(120 * (0.832 - sigmoid(dark, 0.92, 0.05)));
}
double over_exposure_prevention(double bright) {
  return bounded(1 / (bright + 0.01));
}
double dynamic_range(double entropy_bits) {
  return bounded(12.5 * entropy_bits);
}
double natural_colour(double a, double b) {
  if (std::abs(a) < 0.5 && std::abs(b) < 0.5) return 100;  // a grey photo has no colour to be wrong
  if (a < 0 || b < 0) return 0;  // no skin is green or blue; the reference takes the distance 100
  const double distance = std::hypot(beyond(a, 5, 25), beyond(b, 5, 35));
  return bounded(200 * (1 - sigmoid(distance, 0, 10)));
}
double single_face(double second_over_first_area) {
  return bounded(100 * (1 - second_over_first_area));
}
double eyes_open(double opening_over_t) {
  return bounded(100 * sigmoid(opening_over_t, 0.02, 0.01));
}
double mouth_closed(double gap_over_t) {
  return bounded(100 * (1 - sigmoid(gap_over_t, 0.2, 0.06)));
}
double inter_eye_distance(double px, double yaw_deg) {
  const double turned = std::max(0.1, std::cos(yaw_deg * std::numbers::pi / 180));
  return bounded(100 * sigmoid(px / turned, 70, 20));
}
double head_size(double t_over_height) {
  return bounded(200 * (1 - sigmoid(std::abs(t_over_height - 0.45), 0, 0.05)));
}
double side_crop(double eye_to_edge_over_ied) {
  return bounded(100 * sigmoid(eye_to_edge_over_ied, 0.9, 0.1));
}
double margin_above(double eye_height_over_t) {
  return bounded(100 * sigmoid(eye_height_over_t, 1.4, 0.1));
}
double margin_below(double below_eyes_over_t) {
  return bounded(100 * sigmoid(below_eyes_over_t, 1.8, 0.1));
}
double angle(double degrees) {
  const double c = std::max(0.0, std::cos(degrees * std::numbers::pi / 180));
  return bounded(100 * c * c);
}

}  // namespace certphoto::iso_quality
