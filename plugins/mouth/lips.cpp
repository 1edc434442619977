#include "lips.h"

#include <algorithm>
#include <array>

#include "certphoto/mesh_points.hpp"

namespace certphoto::mouth {

using cph::Point;

namespace {

// Inner lips, the middle seven points of each.
constexpr std::array<std::size_t, 7> kUpper{80, 81, 82, 13, 312, 311, 310};
constexpr std::array<std::size_t, 7> kLower{88, 178, 87, 14, 317, 402, 318};

// Of the width of the mouth: what of its surroundings the patch shows.
constexpr double kMargin = 1.15;

}  // namespace

double lip_gap(std::span<const float> mesh) {
  const Point left = cph::mesh::at(mesh, cph::mesh::kMouthLeft),
              right = cph::mesh::at(mesh, cph::mesh::kMouthRight);
  const double width = cph::distance(left, right);
  const double eye_to_chin = cph::mesh::eye_to_chin(mesh);
  if (!(width > 0) || !(eye_to_chin > 0)) return 0;
  const Point down{-(right.y - left.y) / width, (right.x - left.x) / width};
  double widest = 0;
  for (std::size_t i = 0; i < kUpper.size(); ++i)
    widest =
        std::max(widest, cph::dot(cph::mesh::at(mesh, kLower[i]) - cph::mesh::at(mesh, kUpper[i]), down));
  return widest / eye_to_chin;
}

cph::Affine patch_to_source(std::span<const float> mesh) {
  const Point left = cph::mesh::at(mesh, cph::mesh::kMouthLeft),
              right = cph::mesh::at(mesh, cph::mesh::kMouthRight);
  const double width = std::max(cph::distance(left, right), 1e-6);
  const Point down{-(right.y - left.y) / width, (right.x - left.x) / width};
  const Point corners = cph::middle(left, right);
  const Point lips = cph::middle(cph::mesh::at(mesh, cph::mesh::kUpperLipInner),
                                 cph::mesh::at(mesh, cph::mesh::kLowerLipInner));
  const Point centre = corners + down * cph::dot(lips - corners, down);
  // A square of the patch's width, of which the patch is the upper part, moved so that its middle is the
  // centre.
  const cph::Affine square =
      cph::square_at(centre, kMargin * width, cph::direction(left, right), kPatchWidth);
  return cph::compose({1, 0, 0, 0, 1, (kPatchWidth - kPatchHeight) / 2.0}, square);
}

}  // namespace certphoto::mouth
