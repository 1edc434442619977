#include "lids.h"

#include <algorithm>
#include <cmath>

#include "certphoto/facts.hpp"
#include "closed_weights.h"

namespace certphoto::eyes {

using cph::Point;

Lids measure_lids(std::span<const float> eye, Point down, double eye_to_chin) {
  const Point outer = cph::point3(eye, kOuterCorner), inner = cph::point3(eye, kInnerCorner);
  const double width = cph::distance(outer, inner);
  if (!(width > 0) || !(eye_to_chin > 0)) return {};
  Point below{-(inner.y - outer.y) / width, (inner.x - outer.x) / width};
  if (cph::dot(below, down) < 0) below = below * -1;
  const Point middle = cph::middle(outer, inner);
  Lids out;
  constexpr std::size_t kFirst = 2, kCount = 3;
  for (std::size_t i = kFirst; i < kFirst + kCount; ++i) {
    out.upper -= cph::dot(cph::point3(eye, kUpperLid + i) - middle, below) / kCount / eye_to_chin;
    out.lower += cph::dot(cph::point3(eye, kLowerLid + i) - middle, below) / kCount / eye_to_chin;
  }
  out.opening = std::max(0.0, out.upper + out.lower);
  return out;
}

double closed_probability(const Lids& lids, double open_log_odds) {
  const double odds = std::clamp(open_log_odds, -kLogOddsBound, kLogOddsBound);
  return 1 / (1 + std::exp(kOpenBias + kOpenOfUpper * lids.upper + kOpenOfOdds * odds));
}

std::vector<Point> outline(std::span<const float> eye) {
  std::vector<Point> out{cph::point3(eye, kOuterCorner)};
  for (std::size_t i = 0; i < kLidPoints; ++i) out.push_back(cph::point3(eye, kUpperLid + i));
  out.push_back(cph::point3(eye, kInnerCorner));
  for (std::size_t i = kLidPoints; i-- > 0;) out.push_back(cph::point3(eye, kLowerLid + i));
  return out;
}

}  // namespace certphoto::eyes
