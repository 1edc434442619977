// Plane geometry for plugins: points, affine and similarity maps, polygons. Header-only.
//
// Conventions: x to the right, y down, angles in radians clockwise as seen in the picture, pixel centres at
// +0.5. All functions are pure and safe on any thread.
#ifndef CERTPHOTO_GEOMETRY_HPP
#define CERTPHOTO_GEOMETRY_HPP

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <limits>
#include <numbers>
#include <span>
#include <vector>

#include "certphoto/plugin.hpp"

namespace cph {

[[nodiscard]] constexpr Point operator+(Point a, Point b) {
  return {a.x + b.x, a.y + b.y};
}
[[nodiscard]] constexpr Point operator-(Point a, Point b) {
  return {a.x - b.x, a.y - b.y};
}
[[nodiscard]] constexpr Point operator*(Point a, double s) {
  return {a.x * s, a.y * s};
}
[[nodiscard]] constexpr double dot(Point a, Point b) {
  return a.x * b.x + a.y * b.y;
}
[[nodiscard]] constexpr double cross(Point a, Point b) {
  return a.x * b.y - a.y * b.x;
}
[[nodiscard]] inline double length(Point a) {
  return std::hypot(a.x, a.y);
}
[[nodiscard]] inline double distance(Point a, Point b) {
  return length(b - a);
}
[[nodiscard]] constexpr Point middle(Point a, Point b) {
  return {(a.x + b.x) / 2, (a.y + b.y) / 2};
}

[[nodiscard]] constexpr double to_degrees(double radians) {
  return radians * 180 / std::numbers::pi;
}
[[nodiscard]] constexpr double to_radians(double degrees) {
  return degrees * std::numbers::pi / 180;
}
// The direction from a to b: 0 to the right, positive clockwise.
[[nodiscard]] inline double direction(Point a, Point b) {
  return std::atan2(b.y - a.y, b.x - a.x);
}

// (x, y) -> (xx x + xy y + dx, yx x + yy y + dy).
struct Affine {
  double xx = 1, xy = 0, dx = 0;
  double yx = 0, yy = 1, dy = 0;

  [[nodiscard]] constexpr Point operator()(Point p) const {
    return {xx * p.x + xy * p.y + dx, yx * p.x + yy * p.y + dy};
  }
  // The map of a direction or a size: no translation.
  [[nodiscard]] constexpr Point turn(Point p) const { return {xx * p.x + xy * p.y, yx * p.x + yy * p.y}; }
  [[nodiscard]] constexpr double determinant() const { return xx * yy - xy * yx; }
  // Output length per input length; exact for similarities, the geometric mean otherwise.
  [[nodiscard]] double scale() const { return std::sqrt(std::abs(determinant())); }

  // Throws CPH_E_INVALID when the map flattens the plane.
  [[nodiscard]] Affine inverse() const {
    const double det = determinant();
    if (!(std::abs(det) > std::numeric_limits<double>::min()))
      throw Error(CPH_E_INVALID, "affine map has no inverse");
    const Affine turned{yy / det, -xy / det, 0, -yx / det, xx / det, 0};
    const Point moved = turned({dx, dy});
    return {turned.xx, turned.xy, -moved.x, turned.yx, turned.yy, -moved.y};
  }
};

// first, then `then`.
[[nodiscard]] constexpr Affine compose(const Affine& first, const Affine& then) {
  const Point moved = then({first.dx, first.dy});
  return {then.xx * first.xx + then.xy * first.yx, then.xx * first.xy + then.xy * first.yy, moved.x,
          then.yx * first.xx + then.yy * first.yx, then.yx * first.xy + then.yy * first.yy, moved.y};
}

// Source pixels to the pixels of a picture.
[[nodiscard]] inline Affine source_to_image(const ImageView& image) {
  const auto& p = image.placement();
  return {p.scale, 0, -p.origin_x * p.scale, 0, p.scale, -p.origin_y * p.scale};
}

// From the pixels of a square of `size` x `size` to the place it was cut from: centred there, `side` wide,
// turned by `angle` (its top edge runs in that direction).
[[nodiscard]] inline Affine square_at(Point centre, double side, double angle, int size) {
  const double s = side / size;
  const double c = std::cos(angle) * s;
  const double n = std::sin(angle) * s;
  const double h = size / 2.0;
  return {c, -n, centre.x - c * h + n * h, n, c, centre.y - n * h - c * h};
}

// The same, mirrored left to right.
[[nodiscard]] inline Affine mirrored_square_at(Point centre, double side, double angle, int size) {
  return compose({-1, 0, double(size), 0, 1, 0}, square_at(centre, side, angle, size));
}

// The similarity (turn, uniform scale, shift; no mirror) that brings `from` closest to `to` in the
// least-squares sense. Both need the same number of points, at least two different ones; throws CPH_E_INVALID
// otherwise.
[[nodiscard]] inline Affine fit_similarity(std::span<const Point> from, std::span<const Point> to) {
  if (from.size() != to.size() || from.size() < 2)
    throw Error(CPH_E_INVALID, "similarity needs pairs of points");
  Point mean_from, mean_to;
  for (std::size_t i = 0; i < from.size(); ++i) {
    mean_from = mean_from + from[i] * (1.0 / double(from.size()));
    mean_to = mean_to + to[i] * (1.0 / double(to.size()));
  }
  double along = 0, across = 0, spread = 0;
  for (std::size_t i = 0; i < from.size(); ++i) {
    const Point a = from[i] - mean_from;
    const Point b = to[i] - mean_to;
    along += dot(a, b);
    across += cross(a, b);
    spread += dot(a, a);
  }
  if (!(spread > 0)) throw Error(CPH_E_INVALID, "similarity needs two different points");
  const double c = along / spread;
  const double s = across / spread;
  return {c, -s, mean_to.x - c * mean_from.x + s * mean_from.y,
          s, c,  mean_to.y - s * mean_from.x - c * mean_from.y};
}

// ---- polygons, closed, in either sense
// -----------------------------------------------------------------------------

[[nodiscard]] inline double polygon_area(std::span<const Point> points) {
  double twice = 0;
  for (std::size_t i = 0; i < points.size(); ++i) twice += cross(points[i], points[(i + 1) % points.size()]);
  return std::abs(twice) / 2;
}

// Even-odd rule; a point on the edge may fall on either side.
[[nodiscard]] inline bool polygon_contains(std::span<const Point> points, Point p) {
  bool inside = false;
  for (std::size_t i = 0, j = points.size() - 1; i < points.size(); j = i++) {
    const Point a = points[i];
    const Point b = points[j];
    if ((a.y > p.y) != (b.y > p.y) && p.x < (b.x - a.x) * (p.y - a.y) / (b.y - a.y) + a.x) inside = !inside;
  }
  return inside;
}

[[nodiscard]] inline Rect bounds_of(std::span<const Point> points) {
  if (points.empty()) return {};
  Point low = points[0], high = points[0];
  for (const Point p : points) {
    low = {std::min(low.x, p.x), std::min(low.y, p.y)};
    high = {std::max(high.x, p.x), std::max(high.y, p.y)};
  }
  return {low.x, low.y, high.x - low.x, high.y - low.y};
}

[[nodiscard]] constexpr double area(const Rect& r) {
  return r.width > 0 && r.height > 0 ? r.width * r.height : 0;
}

[[nodiscard]] inline Rect intersection(const Rect& a, const Rect& b) {
  const double x = std::max(a.x, b.x);
  const double y = std::max(a.y, b.y);
  return {x, y, std::max(0.0, std::min(a.right(), b.right()) - x),
          std::max(0.0, std::min(a.bottom(), b.bottom()) - y)};
}

// Intersection over union, 0..1.
[[nodiscard]] inline double overlap(const Rect& a, const Rect& b) {
  const double both = area(intersection(a, b));
  const double either = area(a) + area(b) - both;
  return either > 0 ? both / either : 0;
}

}  // namespace cph

#endif
