#include "frame.h"

#include <gtest/gtest.h>

#include "certphoto/mesh_points.hpp"

namespace certphoto::glasses {
namespace {

TEST(FrameSquare, OneUnitAroundEachEyeTheRightOneMirrored) {
  std::vector<float> mesh(cph::mesh::kPoints * 3, 0.0F);
  const auto set = [&](std::size_t i, double x, double y) {
    mesh[3 * i] = float(x), mesh[3 * i + 1] = float(y);
  };
  set(cph::mesh::kLeftEye.outer, 230, 120), set(cph::mesh::kLeftEye.inner, 270, 120);
  set(cph::mesh::kRightEye.outer, 370, 120), set(cph::mesh::kRightEye.inner, 330, 120);
  set(cph::mesh::kChin, 300, 300);
  const auto left = frame_square(mesh, Side::kLeft), right = frame_square(mesh, Side::kRight);
  const double middle = kFramePatchSide / 2.0;
  EXPECT_NEAR(left({middle, middle}).x, 250, 1e-3);
  EXPECT_NEAR(right({middle, middle}).x, 350, 1e-3);
  EXPECT_NEAR(left({0, 0}).x, 200, 1e-3);
  EXPECT_NEAR(right({0, 0}).x, 400, 1e-3);
  EXPECT_NEAR(left({0, 0}).y, 70, 1e-3);
}

}  // namespace
}  // namespace certphoto::glasses
