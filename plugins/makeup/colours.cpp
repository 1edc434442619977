#include "colours.h"

#include <algorithm>
#include <cmath>

#include "certphoto/mesh_points.hpp"
#include "certphoto/sampling.hpp"

namespace certphoto::makeup {

using cph::Lab;
using cph::Point;

namespace {

constexpr int kSamples = 32;
constexpr int kLeast = 12;
constexpr double kGrey = 4;  // chroma of the cheeks below which a photo is taken for black and white

// Differences from the cheeks that need no paint.
struct Natural {
  Lab low, high;
};
constexpr Natural kLips{{-20, -6, -12}, {10, 12, 4}};
constexpr Natural kLids{{-50, -13, -14}, {12, 5, 8}};

constexpr double kCheekHalf = 0.16;  // of the square on a cheek, in inter-eye distances

Lab operator-(const Lab& a, const Lab& b) {
  return {a.L - b.L, a.a - b.a, a.b - b.b};
}

double outside(double v, double low, double high) {
  return std::max({0.0, low - v, v - high});
}

double beyond(const Natural& n, const Lab& d) {
  return std::hypot(outside(d.L, n.low.L, n.high.L), outside(d.a, n.low.a, n.high.a),
                    outside(d.b, n.low.b, n.high.b));
}

}  // namespace

std::optional<Lab> mean_over(const cph::ImageView& photo, const Polygon& polygon, const Polygon& hole) {
  const auto box = cph::bounds_of(polygon);
  const double side = std::max(box.width, box.height);
  if (!(side > 0) || !std::isfinite(side)) return std::nullopt;
  const Point centre{box.x + box.width / 2, box.y + box.height / 2};
  const auto to_source = cph::square_at(centre, side, 0, kSamples);
  const auto to_image = cph::source_to_image(photo);
  std::vector<float> rgb(std::size_t(kSamples) * kSamples * 3);
  cph::sample(photo, cph::compose(to_source, to_image), kSamples, kSamples, {}, rgb);
  Lab sum;
  int count = 0;
  for (int y = 0; y < kSamples; ++y)
    for (int x = 0; x < kSamples; ++x) {
      const Point at = to_source({x + 0.5, y + 0.5});
      if (!cph::polygon_contains(polygon, at) || (!hole.empty() && cph::polygon_contains(hole, at))) continue;
      const Point in = to_image(at);
      if (in.x < 0 || in.y < 0 || in.x >= photo.width() || in.y >= photo.height()) return std::nullopt;
      const float* p = rgb.data() + (std::size_t(y) * kSamples + std::size_t(x)) * 3;
      const Lab c = cph::lab_of_mean(double(p[0]), double(p[1]), double(p[2]));
      sum = {sum.L + c.L, sum.a + c.a, sum.b + c.b};
      ++count;
    }
  if (count < kLeast) return std::nullopt;
  return Lab{sum.L / count, sum.a / count, sum.b / count};
}

Polygon lips(std::span<const float> mesh) {
  return cph::mesh::all(mesh, cph::mesh::kOuterLips);
}

Polygon mouth_opening(std::span<const float> mesh) {
  return cph::mesh::all(mesh, cph::mesh::kInnerLips);
}

Polygon lid(std::span<const float> mesh, bool left) {
  const auto& eye = left ? cph::mesh::kLeftEye : cph::mesh::kRightEye;
  const auto& brow = left ? cph::mesh::kLeftBrow : cph::mesh::kRightBrow;
  // The brow's lower edge runs from temple to nose as the lid does; its five points against five of the lid's
  // seven.
  Polygon out;
  for (std::size_t i = 0; i < 5; ++i) out.push_back(cph::mesh::at(mesh, eye.upper[i + 1]));
  for (std::size_t i = 5; i-- > 0;)
    out.push_back(cph::middle(cph::mesh::at(mesh, eye.upper[i + 1]), cph::mesh::at(mesh, brow.lower[i])));
  return out;
}

Polygon cheek(std::span<const float> mesh, bool left) {
  const Point centre = cph::mesh::at(mesh, left ? cph::mesh::kCheekLeft : cph::mesh::kCheekRight);
  const double half = kCheekHalf * cph::mesh::inter_eye(mesh);
  return {{centre.x - half, centre.y - half},
          {centre.x + half, centre.y - half},
          {centre.x + half, centre.y + half},
          {centre.x - half, centre.y + half}};
}

std::optional<Colours> measure(const cph::ImageView& photo, std::span<const float> mesh) {
  const auto left = mean_over(photo, cheek(mesh, true)), right = mean_over(photo, cheek(mesh, false));
  const auto mouth = mean_over(photo, lips(mesh), mouth_opening(mesh));
  const auto left_lid = mean_over(photo, lid(mesh, true)), right_lid = mean_over(photo, lid(mesh, false));
  if (!left || !right || !mouth || !left_lid || !right_lid) return std::nullopt;
  const Lab skin{(left->L + right->L) / 2, (left->a + right->a) / 2, (left->b + right->b) / 2};
  if (cph::chroma(skin) < kGrey) return std::nullopt;
  // Each lid against the cheek of its own side: light from one side darkens both.
  return Colours{*mouth - skin, *left_lid - *left, *right_lid - *right};
}

double lips_painted(const Lab& difference) {
  return beyond(kLips, difference);
}

double lid_painted(const Lab& difference) {
  return beyond(kLids, difference);
}

}  // namespace certphoto::makeup
