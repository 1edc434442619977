#include "shoulders.h"

#include <algorithm>
#include <cmath>

#include "certphoto/geometry.hpp"

namespace certphoto::pose {

using cph::Point;

namespace {

constexpr int kOpaque = 128;

// All in face widths. Shoulders begin about 0.7 beside the chin and end at 1.5 (london, canada, congress).
constexpr double kFrom = 0.75;
constexpr double kTo = 1.45;
constexpr double kStep = 0.05;
constexpr double kAboveChin =
    0.35;  // the walk down begins here; a column opaque there is hair or a raised arm
constexpr double kBelowChin = 1.5;  // and ends here
constexpr double kSolid = 0.12;     // the person goes on for this much below the edge; stray hair does not

constexpr std::size_t kFewest = 5;  // pairs of columns
// Pairs that disagree by more than this between their quartiles do not follow two shoulders. On the london
// photos 95 of 100 stay below 4 degrees.
constexpr double kLargestSpreadDeg = 6;

std::optional<Point> edge_below(const cph::ImageView& matte, Point from, double to_y, double solid) {
  const Point start = matte.to_image(from);
  const int x = static_cast<int>(std::floor(start.x));
  if (x < 0 || x >= matte.width()) return std::nullopt;
  const int first = std::max(0, static_cast<int>(start.y));
  const int last = std::min(matte.height() - 1, static_cast<int>(matte.to_image({from.x, to_y}).y));
  const int needed = std::max(1, static_cast<int>(solid * matte.scale()));
  int run = 0;
  for (int y = first; y <= last; ++y) {
    run = *matte.at(x, y) >= kOpaque ? run + 1 : 0;
    if (run < needed && !(run > 0 && y == matte.height() - 1)) continue;
    const int edge = y - run + 1;
    if (edge == first) return std::nullopt;
    return matte.to_source({x + 0.5, double(edge)});
  }
  return std::nullopt;
}

double quantile(std::vector<double> values, double q) {
  const auto at = static_cast<std::ptrdiff_t>(q * double(values.size() - 1) + 0.5);
  std::nth_element(values.begin(), values.begin() + at, values.end());
  return values[static_cast<std::size_t>(at)];
}

}  // namespace

std::optional<Shoulders> find_shoulders(const cph::ImageView& matte, const cph::HeadOutline& head) {
  const double face = head.face_width();
  if (!(face > 0)) return std::nullopt;
  const double middle = (head.left_cheek.x + head.right_cheek.x + 2 * head.chin.x) / 4;
  const double top = head.chin.y - kAboveChin * face;
  const double bottom = head.chin.y + kBelowChin * face;
  Shoulders out;
  std::vector<double> angles;
  for (double d = kFrom; d <= kTo; d += kStep) {
    const auto left = edge_below(matte, {middle - d * face, top}, bottom, kSolid * face);
    const auto right = edge_below(matte, {middle + d * face, top}, bottom, kSolid * face);
    if (!left || !right) continue;
    out.left.push_back(*left);
    out.right.push_back(*right);
    angles.push_back(cph::to_degrees(cph::direction(*left, *right)));
  }
  if (angles.size() < kFewest || quantile(angles, 0.75) - quantile(angles, 0.25) > kLargestSpreadDeg)
    return std::nullopt;
  // Slopes of the two edges were tried instead of heights at equal distances: hair on one shoulder misleads
  // them more.
  out.tilt_deg = quantile(angles, 0.5);
  return out;
}

}  // namespace certphoto::pose
