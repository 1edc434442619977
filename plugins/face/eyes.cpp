#include "eyes.h"

#include <cmath>

#include "certphoto/sampling.hpp"

namespace certphoto::face {

using cph::Affine;
using cph::Point;

namespace {

constexpr int kInputSize = 64;
constexpr std::size_t kPointsPerEye = 76;

// The square the network was trained on: 2.3 times the eye from corner to corner (MediaPipe's iris graph).
// Seen on the london photos against their marked pupils: iris centres 1.1 % of the inter-eye distance off, at
// most 2.2 %.
constexpr double kMargin = 2.3;

}  // namespace

void FaceEyes::run(cph::Call& call) const {
  const auto photo = call.image(cph::fact::kSourceImage);
  const auto mesh = call.tensor(cph::fact::kFaceMesh).values<float>();
  std::vector<float> both(2 * kPointsPerEye * 3);
  const double angle = cph::mesh::eye_line(mesh);
  // The network knows one side only; the other eye is shown to it in the mirror.
  const auto square = [&](const cph::mesh::Eye& eye, bool mirror) {
    const double side =
        kMargin * cph::distance(cph::mesh::at(mesh, eye.outer), cph::mesh::at(mesh, eye.inner));
    const Point centre = cph::mesh::centre(mesh, eye);
    return mirror ? cph::mirrored_square_at(centre, side, angle, kInputSize)
                  : cph::square_at(centre, side, angle, kInputSize);
  };
  look(call, photo, square(cph::mesh::kLeftEye, false), std::span(both).first(kPointsPerEye * 3));
  look(call, photo, square(cph::mesh::kRightEye, true), std::span(both).last(kPointsPerEye * 3));
  call.put_values<float>(cph::fact::kFaceEyes, {2, kPointsPerEye, 3}, both);
}

void FaceEyes::look(cph::Call& call, const cph::ImageView& photo, const Affine& to_source,
                    std::span<float> out) const {
  call.throw_if_cancelled();
  auto input = call.make_tensor<float>({1, kInputSize, kInputSize, 3});
  cph::Sampling sampling;
  sampling.gain.fill(1 / 255.0F);
  cph::sample(photo, cph::compose(to_source, cph::source_to_image(photo)), kInputSize, kInputSize, sampling,
              input.values<float>());
  const auto result = model_.run<1>(call, input);
  const auto raw = result[0].view().values<float>();
  if (raw.size() != out.size()) throw cph::Error(CPH_E_INVALID, "iris: output has an unexpected size");
  for (std::size_t i = 0; i < raw.size(); i += 3) {
    const Point p = to_source({raw[i], raw[i + 1]});
    out[i] = float(p.x);
    out[i + 1] = float(p.y);
    out[i + 2] = float(raw[i + 2] * to_source.scale());
    if (!std::isfinite(out[i]) || !std::isfinite(out[i + 1]))
      throw cph::Error(CPH_E_INVALID, "iris: output is not finite");
  }
}

}  // namespace certphoto::face
