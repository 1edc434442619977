#include "mesh_network.h"

#include <cmath>

#include "certphoto/mesh_points.hpp"
#include "certphoto/sampling.hpp"

namespace certphoto::face {

using cph::Affine;
using cph::Point;

namespace {

constexpr int kInputSize = 192;

// The network wants a square 1.5 times the face (configs/models.yaml, face.mesh), where the face is what its
// own points span.
constexpr double kMargin = 1.5;
// That span against the detector's box, and how far its centre lies above the box's, in sides of the box:
// means over the london, congress and canada photos (1.14, 1.08, 1.10; 0.065, 0.025, 0.053). Starting from
// there, one look is as precise as two looks from the bare box: eye centres 2.2 % of the inter-eye distance,
// mouth corners 2.4 %, chin 4.6 %.
constexpr double kSpan = 1.10;
constexpr double kLift = 0.05;
// A first square that differs from the right one by more than this is worth a second look.
constexpr double kOffCentre = 0.06;  // of the square's side
constexpr double kOffScale = 1.15;
constexpr double kOffAngle = 0.10;  // radians

}  // namespace

MeshSquare square_for(const cph::FaceBox& face) {
  // Key points 0 and 1: the picture's left eye is the subject's right one.
  const double angle = cph::direction(face.keypoints[0], face.keypoints[1]);
  const double side = std::max(face.box.width, face.box.height);
  const Point up{std::sin(angle), -std::cos(angle)};
  return {face.box.centre() + up * (kLift * side), kMargin * kSpan * side, angle};
}

MeshSquare square_for(std::span<const float> mesh) {
  const double angle = cph::mesh::eye_line(mesh);
  const Affine level = cph::square_at({0, 0}, kInputSize, -angle, kInputSize);
  std::vector<Point> levelled(cph::mesh::kPoints);
  for (std::size_t i = 0; i < levelled.size(); ++i) levelled[i] = level(cph::mesh::at(mesh, i));
  const cph::Rect box = cph::bounds_of(levelled);
  return {level.inverse()(box.centre()), kMargin * std::max(box.width, box.height), angle};
}

bool worth_another_look(const MeshSquare& used, const MeshSquare& better) {
  const double turn = std::abs(std::remainder(used.angle - better.angle, 2 * std::numbers::pi));
  return cph::distance(used.centre, better.centre) > kOffCentre * better.side ||
         std::max(used.side / better.side, better.side / used.side) > kOffScale || turn > kOffAngle;
}

MeshFit MeshNetwork::fit(cph::Call& call, const cph::ImageView& photo, const MeshSquare& square) const {
  call.throw_if_cancelled();
  const Affine to_source = cph::square_at(square.centre, square.side, square.angle, kInputSize);
  auto input = call.make_tensor<float>({1, kInputSize, kInputSize, 3});
  cph::Sampling sampling;
  sampling.gain.fill(1 / 255.0F);
  sampling.max_taps = 3;
  cph::sample(photo, cph::compose(to_source, cph::source_to_image(photo)), kInputSize, kInputSize, sampling,
              input.values<float>());
  const auto result = model_.run<3>(call, input);
  const auto raw = result[0].view().values<float>();
  const auto flag = result[1].view().values<float>();
  if (raw.size() != cph::mesh::kPoints * 3 || flag.empty())
    throw cph::Error(CPH_E_INVALID, "face mesh: output has an unexpected size");
  MeshFit out{std::vector<float>(raw.size()), std::isfinite(flag[0]) ? flag[0] : 0.0};
  const double scale = to_source.scale();
  for (std::size_t i = 0; i < raw.size(); i += 3) {
    const Point p = to_source({raw[i], raw[i + 1]});
    out.points[i] = float(p.x);
    out.points[i + 1] = float(p.y);
    out.points[i + 2] = float(raw[i + 2] * scale);
    if (!std::isfinite(out.points[i]) || !std::isfinite(out.points[i + 1]) ||
        !std::isfinite(out.points[i + 2]))
      throw cph::Error(CPH_E_INVALID, "face mesh: output is not finite");
  }
  return out;
}

}  // namespace certphoto::face
