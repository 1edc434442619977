#include "outline.h"

#include <array>
#include <cmath>

#include "certphoto/mesh_points.hpp"
#include "crown.h"

namespace certphoto::face {

using cph::Point;

namespace {

// The mesh's chin lies above the marked one by 0.021 (london, 40 photos) and 0.055 (canada, 12) of the
// inter-eye distance; this is the mean over the photos.
constexpr double kChinBelowMesh = 0.029;

}  // namespace

cph::HeadOutline face_outline(std::span<const float> mesh, std::span<const float> points) {
  const Point left_eye{points[0], points[1]}, right_eye{points[2], points[3]};
  const double angle = cph::direction(left_eye, right_eye);
  cph::HeadOutline out;
  out.eye_centre = cph::middle(left_eye, right_eye);
  const cph::Affine level = cph::square_at({0, 0}, 1, -angle, 1);
  const auto levelled = [&](std::size_t index) {
    return level.turn(cph::mesh::at(mesh, index) - out.eye_centre);
  };

  const Point down{-std::sin(angle), std::cos(angle)};
  out.chin =
      cph::mesh::at(mesh, cph::mesh::kChin) + down * (kChinBelowMesh * cph::distance(left_eye, right_eye));

  const double mouth = (levelled(cph::mesh::kMouthLeft).y + levelled(cph::mesh::kMouthRight).y) / 2;
  std::size_t left = cph::mesh::kSideLeft, right = cph::mesh::kSideRight;
  for (const auto index : cph::mesh::kOval) {
    const Point p = levelled(index);
    if (p.y < 0 || p.y > mouth) continue;
    if (p.x < levelled(left).x) left = index;
    if (p.x > levelled(right).x) right = index;
  }
  out.left_cheek = cph::mesh::at(mesh, left);
  out.right_cheek = cph::mesh::at(mesh, right);
  return out;
}

void HeadOutlineOp::run(cph::Call& call) const {
  const auto mesh = call.tensor(cph::fact::kFaceMesh).values<float>();
  const auto points = call.tensor(cph::fact::kFacePoints).values<float>();
  cph::HeadOutline outline = face_outline(mesh, points);
  const double angle = cph::direction({points[0], points[1]}, {points[2], points[3]});
  const auto crown =
      find_crown(call.image(cph::fact::kPersonMatte), {outline.eye_centre, angle, outline.face_width()});
  if (!crown) return;  // a matte without a head: no outline, and what needs it says so
  outline.crown = outline.eye_centre + Point{std::sin(angle), -std::cos(angle)} * *crown;
  std::array<float, 10> numbers{};
  std::size_t i = 0;
  for (const Point p :
       {outline.crown, outline.chin, outline.left_cheek, outline.right_cheek, outline.eye_centre}) {
    numbers[i++] = float(p.x);
    numbers[i++] = float(p.y);
  }
  call.put_values<float>(cph::fact::kHeadOutline, {5, 2}, numbers);
}

}  // namespace certphoto::face
