#include "points.h"

#include "certphoto/mesh_points.hpp"

namespace certphoto::face {

using cph::Point;

namespace {

constexpr std::size_t kPointsPerEye = 76;
constexpr std::size_t kIrisCentre = 71;

// A gaze to the side moves the iris by up to 0.3 of the eye's width; farther off it is not the iris.
constexpr double kFarthestIris = 0.35;

Point eye_centre(std::span<const float> mesh, const cph::mesh::Eye& eye, Point iris) {
  const Point corners = cph::mesh::centre(mesh, eye);
  const double width = cph::distance(cph::mesh::at(mesh, eye.outer), cph::mesh::at(mesh, eye.inner));
  return cph::distance(corners, iris) <= kFarthestIris * width ? iris : corners;
}

}  // namespace

std::array<Point, 5> five_points(std::span<const float> mesh, std::span<const float> eyes) {
  return {eye_centre(mesh, cph::mesh::kLeftEye, cph::point3(eyes, kIrisCentre)),
          eye_centre(mesh, cph::mesh::kRightEye, cph::point3(eyes, kPointsPerEye + kIrisCentre)),
          cph::mesh::at(mesh, cph::mesh::kNoseTip), cph::mesh::at(mesh, cph::mesh::kMouthLeft),
          cph::mesh::at(mesh, cph::mesh::kMouthRight)};
}

void FacePoints::run(cph::Call& call) const {
  const auto points = five_points(call.tensor(cph::fact::kFaceMesh).values<float>(),
                                  call.tensor(cph::fact::kFaceEyes).values<float>());
  std::array<float, 10> numbers{};
  for (std::size_t i = 0; i < points.size(); ++i) {
    numbers[2 * i] = float(points[i].x);
    numbers[2 * i + 1] = float(points[i].y);
  }
  call.put_values<float>(cph::fact::kFacePoints, {5, 2}, numbers);
}

}  // namespace certphoto::face
