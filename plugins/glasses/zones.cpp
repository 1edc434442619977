#include "zones.h"

#include <cmath>
#include <numbers>

#include "certphoto/mesh_points.hpp"
#include "strip.h"

namespace certphoto::glasses {

using cph::Point;

namespace {

constexpr double kLensHalfWidth = 0.31;
constexpr double kLensHalfHeight = 0.22;
constexpr double kLensBelow = 0.05;
constexpr int kLensCorners = 32;
constexpr double kEyeMargin = 0.06;

const cph::mesh::Eye& eye_of(Side side) {
  return side == Side::kLeft ? cph::mesh::kLeftEye : cph::mesh::kRightEye;
}

}  // namespace

std::vector<Point> strip_corners(std::span<const float> mesh) {
  const auto to_source = strip_to_source(mesh);
  std::vector<Point> out;
  for (const Point p :
       {Point{0, 0}, Point{kStripWidth, 0}, Point{kStripWidth, kStripHeight}, Point{0, kStripHeight}})
    out.push_back(to_source(p));
  return out;
}

std::vector<Point> lens_zone(std::span<const float> mesh, Side side) {
  const double unit = cph::mesh::inter_eye(mesh);
  const double angle = cph::mesh::eye_line(mesh);
  const Point across{std::cos(angle), std::sin(angle)};
  const Point down{-across.y, across.x};
  const Point centre = cph::mesh::centre(mesh, eye_of(side)) + down * (kLensBelow * unit);
  std::vector<Point> out;
  for (int i = 0; i < kLensCorners; ++i) {
    const double t = 2 * std::numbers::pi * i / kLensCorners;
    out.push_back(centre + across * (kLensHalfWidth * unit * std::cos(t)) +
                  down * (kLensHalfHeight * unit * std::sin(t)));
  }
  return out;
}

std::vector<Point> eye_zone(std::span<const float> mesh, Side side) {
  auto out = cph::mesh::outline(mesh, eye_of(side));
  const Point centre = cph::mesh::centre(mesh, eye_of(side));
  const double margin = kEyeMargin * cph::mesh::inter_eye(mesh);
  for (Point& p : out) {
    const double reach = cph::distance(centre, p);
    if (reach > 0) p = centre + (p - centre) * ((reach + margin) / reach);
  }
  return out;
}

}  // namespace certphoto::glasses
