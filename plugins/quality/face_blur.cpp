#include "face_blur.h"

#include <vector>

#include "blur.h"
#include "certphoto/mesh_points.hpp"
#include "certphoto/sampling.hpp"

namespace certphoto::quality {

using cph::Point;

namespace {

// The face is looked at with this many pixels between the eyes: about what a finished photo has (cn.edu.grad:
// 76 to 138).
constexpr double kEyeDistance = 100;
// From the brows to the upper lip, between the temples.
constexpr int kWidth = 200;
constexpr int kHeight = 140;
constexpr double kBelowEyes = 0.35;

}  // namespace

void FaceBlur::run(cph::Call& call) const {
  const auto photo = call.image(cph::fact::kSourceImage);
  const auto mesh = call.tensor(cph::fact::kFaceMesh).values<float>();
  const double eyes = cph::mesh::inter_eye(mesh);
  if (!(eyes > 0)) return;
  const double angle = cph::mesh::eye_line(mesh);
  const Point down{-std::sin(angle), std::cos(angle)};
  const cph::Affine square = cph::square_at(cph::mesh::eye_middle(mesh) + down * (kBelowEyes * eyes),
                                            eyes * kWidth / kEyeDistance, angle, kWidth);
  const cph::Affine to_source = cph::compose({1, 0, 0, 0, 1, (kWidth - kHeight) / 2.0}, square);
  std::vector<float> luma(std::size_t(kWidth) * kHeight);
  cph::Sampling sampling;
  sampling.channels = 1;
  cph::sample(photo, cph::compose(to_source, cph::source_to_image(photo)), kWidth, kHeight, sampling, luma);
  const auto blur = estimate_blur(luma, kWidth, kHeight);
  // A face without a single edge is as blurred as can be told.
  constexpr double kMost = 10;
  const Blur b = blur.value_or(Blur{kMost, kMost});
  const std::array<float, 2> numbers{float(b.across / kEyeDistance), float(b.along / kEyeDistance)};
  call.put_values<float>(cph::fact::kFaceBlur, {2}, numbers);
}

}  // namespace certphoto::quality
