#include "regions.h"

#include <array>
#include <cmath>

#include "certphoto/mesh_points.hpp"
#include "certphoto/sampling.hpp"

namespace certphoto::regions {

using cph::Affine;
using cph::Point;

namespace {

// As in the crops it was trained on (scripts/train/regions/crops.py).
constexpr double kMinEyeDistanceOfChin = 0.48;

}  // namespace

Affine input_to_source(std::span<const float> mesh) {
  const double unit =
      std::max(cph::mesh::inter_eye(mesh), kMinEyeDistanceOfChin * cph::mesh::eye_to_chin(mesh));
  const double angle = cph::mesh::eye_line(mesh);
  const Point down{-std::sin(angle), std::cos(angle)};
  const Point centre = cph::mesh::eye_middle(mesh) + down * (cph::RegionMap::kBelow * unit);
  return cph::square_at(centre, cph::kRegionsReach * unit, angle, kInputSide);
}

void fold(std::span<const float> rgb, std::span<float> out) {
  constexpr std::size_t kHalf = cph::kRegionsSide, kSide = kInputSide;
  if (rgb.size() != kSide * kSide * 3 || out.size() != kInputs * kHalf * kHalf)
    throw cph::Error(CPH_E_INVALID, "regions: fold of the wrong size");
  for (std::size_t y = 0; y < kSide; ++y)
    for (std::size_t x = 0; x < kSide; ++x)
      for (std::size_t c = 0; c < 3; ++c)
        out[((2 * (y % 2) + x % 2) * 3 + c) * kHalf * kHalf + y / 2 * kHalf + x / 2] =
            rgb[(y * kSide + x) * 3 + c];
}

void PersonRegions::run(cph::Call& call) const {
  const auto photo = call.image(cph::fact::kSourceImage);
  const auto mesh = call.tensor(cph::fact::kFaceMesh).values<float>();
  const Affine to_source = input_to_source(mesh);
  std::vector<float> rgb(std::size_t(kInputSide) * kInputSide * 3);
  cph::Sampling how;
  how.gain.fill(1 / 255.0F);
  how.offset.fill(-0.5F);
  cph::sample(photo, cph::compose(to_source, cph::source_to_image(photo)), kInputSide, kInputSide, how, rgb);
  auto input = call.make_tensor<float>({1, std::int64_t(kInputs), cph::kRegionsSide, cph::kRegionsSide});
  fold(rgb, input.values<float>());
  const auto [result] = model_.run<1>(call, input);
  const auto values = result.view().values<float>();
  if (values.size() != cph::kRegionClasses * cph::kRegionsSide * cph::kRegionsSide)
    throw cph::Error(CPH_E_INVALID, "regions: output has an unexpected size");
  for (const float v : values)
    if (!std::isfinite(v)) throw cph::Error(CPH_E_INVALID, "regions: output is not finite");
  call.put_values<float>(cph::fact::kPersonRegions,
                         {std::int64_t(cph::kRegionClasses), cph::kRegionsSide, cph::kRegionsSide}, values);
  const Affine cells = cph::compose({2, 0, 0, 0, 2, 0}, to_source);
  const std::array frame{cells.xx, cells.xy, cells.dx, cells.yx, cells.yy, cells.dy};
  call.put_values<double>(cph::fact::kPersonRegionsFrame, {6}, frame);
}

}  // namespace certphoto::regions
