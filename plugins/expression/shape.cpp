#include "shape.h"

#include <algorithm>
#include <cmath>

#include "certphoto/mesh_points.hpp"

namespace certphoto::expression {

using cph::Point;

namespace {

constexpr double kMinEyeDistanceOfChin = 0.48;  // as in person.regions: a face seen from the side

// Fitted by scripts/train/expression.py on london and canada.
constexpr double kBias = -8.144;
constexpr double kOfWidth = 13.672;
constexpr double kOfSag = 12.134;
constexpr double kOfNose = -10.781;

}  // namespace

MouthShape measure_mouth(std::span<const float> mesh) {
  const double unit =
      std::max(cph::mesh::inter_eye(mesh), kMinEyeDistanceOfChin * cph::mesh::eye_to_chin(mesh));
  if (!(unit > 0) || !(cph::mesh::inter_eye(mesh) > 0)) return {};
  const double angle = cph::mesh::eye_line(mesh);
  const Point across{std::cos(angle) / unit, std::sin(angle) / unit};
  const Point down{-across.y, across.x};
  const Point left = cph::mesh::at(mesh, cph::mesh::kMouthLeft),
              right = cph::mesh::at(mesh, cph::mesh::kMouthRight);
  const Point corners = cph::middle(left, right);
  const Point lips = cph::middle(cph::mesh::at(mesh, cph::mesh::kUpperLipInner),
                                 cph::mesh::at(mesh, cph::mesh::kLowerLipInner));
  return {cph::dot(right - left, across), cph::dot(lips - corners, down),
          cph::dot(corners - cph::mesh::at(mesh, cph::mesh::kNoseBottom), down),
          cph::dot(left - right, down)};
}

double smile_probability(const MouthShape& mouth) {
  return 1 /
         (1 + std::exp(-(kBias + kOfWidth * mouth.width + kOfSag * mouth.sag + kOfNose * mouth.below_nose)));
}

}  // namespace certphoto::expression
