#include "zones.h"

#include <algorithm>
#include <cmath>

#include "certphoto/facts.hpp"

namespace certphoto::coverings {

using cph::Point;
namespace mesh_points = cph::mesh;

namespace {

constexpr double kAboveBrows = 0.2;
constexpr double kBesideFace = 0.2;
constexpr double kTop = -1.95;  // the map ends at -2
constexpr double kDrawnIn = 0.9;
constexpr double kEarFrom = 0.05, kEarTo = 0.3, kEarAbove = 0.05;
constexpr double kTurnedDeg = 20;
constexpr double kCupOut = 0.1, kCupHalf = 0.25, kCupAbove = 0.3, kCupBelow = 0.7;

Polygon to_source(const cph::RegionMap& map, std::initializer_list<Point> units) {
  Polygon out;
  for (const Point p : units) out.push_back(map.source_of(p));
  return out;
}

}  // namespace

Polygon head_zone(const cph::RegionMap& map, std::span<const float> mesh) {
  double brows = 0;
  for (const auto* brow : {&mesh_points::kLeftBrow, &mesh_points::kRightBrow})
    for (const auto i : brow->upper) brows = std::min(brows, map.units_of(mesh_points::at(mesh, i)).y);
  const double low = std::max(brows - kAboveBrows, kTop + 0.2);
  const double left = map.units_of(mesh_points::at(mesh, mesh_points::kSideLeft)).x - kBesideFace;
  const double right = map.units_of(mesh_points::at(mesh, mesh_points::kSideRight)).x + kBesideFace;
  return to_source(map, {{left, kTop}, {right, kTop}, {right, low}, {left, low}});
}

Polygon lower_face(std::span<const float> mesh) {
  // The oval from the picture's right side over the chin to the left one, closed under the eyes.
  Polygon out;
  for (std::size_t i = 9; i <= 27; ++i) out.push_back(mesh_points::at(mesh, mesh_points::kOval[i]));
  for (const std::size_t i : {117, 101, 197, 330, 346}) out.push_back(mesh_points::at(mesh, i));
  const Point middle = mesh_points::at(mesh, mesh_points::kUpperLipInner);
  for (Point& p : out) p = middle + (p - middle) * kDrawnIn;
  return out;
}

Polygon brow_zone(std::span<const float> mesh, const cph::mesh::Brow& brow) {
  Polygon out = mesh_points::all(mesh, brow.upper);
  for (auto i = brow.lower.rbegin(); i != brow.lower.rend(); ++i) out.push_back(mesh_points::at(mesh, *i));
  return out;
}

Polygon eye_zone(std::span<const float> mesh, const cph::mesh::Eye& eye, double margin) {
  Polygon out = mesh_points::outline(mesh, eye);
  const Point centre = mesh_points::centre(mesh, eye);
  for (Point& p : out) {
    const double reach = cph::distance(centre, p);
    if (reach > 0) p = centre + (p - centre) * ((reach + margin) / reach);
  }
  return out;
}

Polygon ear_zone(const cph::RegionMap& map, std::span<const float> mesh, bool left) {
  const Point side =
      map.units_of(mesh_points::at(mesh, left ? mesh_points::kSideLeft : mesh_points::kSideRight));
  const double nose = map.units_of(mesh_points::at(mesh, mesh_points::kNoseBottom)).y;
  const double out = left ? -1 : 1;
  const double near = side.x + out * kEarFrom, far = side.x + out * kEarTo;
  return to_source(map, {{near, -kEarAbove}, {far, -kEarAbove}, {far, nose}, {near, nose}});
}

Polygon cup_zone(const cph::RegionMap& map, std::span<const float> mesh, bool left) {
  const auto side = mesh_points::at(mesh, left ? mesh_points::kSideLeft : mesh_points::kSideRight);
  const double x = map.units_of(side).x + (left ? -kCupOut : kCupOut);
  return to_source(map, {{x - kCupHalf, -kCupAbove},
                         {x + kCupHalf, -kCupAbove},
                         {x + kCupHalf, kCupBelow},
                         {x - kCupHalf, kCupBelow}});
}

int32_t milder_when_turned(const cph::Call& call, int32_t verdict) {
  const auto pose = call.tensor(cph::fact::kFacePose).values<float>();
  const bool turned = std::abs(pose[0]) > kTurnedDeg || std::abs(pose[1]) > kTurnedDeg;
  return verdict == CPH_VERDICT_FAIL && turned ? CPH_VERDICT_REVIEW : verdict;
}

}  // namespace certphoto::coverings
