#include "state.h"

#include <cmath>

#include "certphoto/mesh_points.hpp"
#include "certphoto/sampling.hpp"
#include "lids.h"

namespace certphoto::eyes {

using cph::Point;

namespace {

// configs/models.yaml, face.eye_state: grey, a square 1.6 times as wide as the eye.
constexpr int kInputSize = 24;
constexpr double kMargin = 1.6;

}  // namespace

void EyesState::run(cph::Call& call) const {
  const auto photo = call.image(cph::fact::kSourceImage);
  const auto mesh = call.tensor(cph::fact::kFaceMesh).values<float>();
  const auto eyes = call.tensor(cph::fact::kFaceEyes).values<float>();
  const double angle = cph::mesh::eye_line(mesh);
  const double eye_to_chin = cph::mesh::eye_to_chin(mesh);
  const Point down = cph::mesh::at(mesh, cph::mesh::kChin) - cph::mesh::eye_middle(mesh);
  std::array<float, 8> numbers{};
  for (std::size_t k = 0; k < 2; ++k) {
    const auto eye = eyes.subspan(k * kPointsPerEye * 3, kPointsPerEye * 3);
    const Lids lids = measure_lids(eye, down, eye_to_chin);
    numbers[4 * k] = float(lids.opening);
    numbers[4 * k + 1] = float(lids.upper);
    numbers[4 * k + 2] = float(lids.lower);
    numbers[4 * k + 3] = float(open_log_odds(call, photo, eye, angle));
  }
  call.put_values<float>(cph::fact::kEyesState, {2, 4}, numbers);
}

double EyesState::open_log_odds(cph::Call& call, const cph::ImageView& photo, std::span<const float> eye,
                                double angle) const {
  const Point outer = cph::point3(eye, kOuterCorner), inner = cph::point3(eye, kInnerCorner);
  const cph::Affine to_source =
      cph::square_at(cph::middle(outer, inner), kMargin * cph::distance(outer, inner), angle, kInputSize);
  auto input = call.make_tensor<float>({1, 1, kInputSize, kInputSize});
  cph::Sampling sampling;
  sampling.channels = 1;
  sampling.gain[0] = 1 / 255.0F;
  cph::sample(photo, cph::compose(to_source, cph::source_to_image(photo)), kInputSize, kInputSize, sampling,
              input.values<float>());
  const auto result = model_.run<1>(call, input);
  const auto logits = result[0].view().values<float>();
  if (logits.size() != 2) throw cph::Error(CPH_E_INVALID, "eye state: output has an unexpected size");
  const double odds = double(logits[1]) - double(logits[0]);
  return std::isfinite(odds) ? odds : 0;
}

}  // namespace certphoto::eyes
