#include "regions.h"

#include <gtest/gtest.h>

#include "certphoto/mesh_points.hpp"

namespace certphoto::regions {
namespace {

// A mesh whose eyes are `apart` px apart around (500, 400), the chin 130 px under them.
std::vector<float> mesh(double apart) {
  std::vector<float> out(468 * 3, 0.0F);
  const auto set = [&](std::size_t i, double x, double y) {
    out[3 * i] = float(x);
    out[3 * i + 1] = float(y);
  };
  set(cph::mesh::kLeftEye.outer, 500 - apart / 2 - 15, 400);
  set(cph::mesh::kLeftEye.inner, 500 - apart / 2 + 15, 400);
  set(cph::mesh::kRightEye.outer, 500 + apart / 2 + 15, 400);
  set(cph::mesh::kRightEye.inner, 500 + apart / 2 - 15, 400);
  set(cph::mesh::kChin, 500, 530);
  return out;
}

std::vector<float> everything(cph::RegionClass c) {
  std::vector<float> out(cph::kRegionClasses * cph::kRegionsSide * cph::kRegionsSide, 0.0F);
  constexpr std::size_t kCells = std::size_t(cph::kRegionsSide) * cph::kRegionsSide;
  std::fill_n(out.begin() + std::ptrdiff_t(c * kCells), kCells, 1.0F);
  return out;
}

TEST(RegionMap, WrongSizeAndEmptyPolygons) {
  const std::vector<float> few(7);
  EXPECT_THROW(cph::RegionMap(few, {}), cph::Error);
  const auto hair = everything(cph::kHair);
  const cph::RegionMap map(hair, {});
  const std::vector<cph::Point> line{{1, 1}, {4, 4}}, outside{{-9, -9}, {-5, -9}, {-5, -5}};
  EXPECT_EQ(map.mean(line, cph::region_bit(cph::kHair)), 0);
  EXPECT_EQ(map.mean(outside, cph::region_bit(cph::kHair)), 0);
  EXPECT_TRUE(map.where(outside, cph::region_bit(cph::kHair)).empty());
}

TEST(RegionMap, SharesOfADrawnMap) {
  auto values = everything(cph::kSkin);
  constexpr std::size_t kCells = std::size_t(cph::kRegionsSide) * cph::kRegionsSide;
  for (std::size_t i = 0; i < kCells; ++i)
    if (i % cph::kRegionsSide >= 28)
      std::swap(values[cph::kSkin * kCells + i], values[cph::kCover * kCells + i]);
  // Cells of 10 source px, the map's corner at (100, 200).
  const cph::RegionMap map(values, {10, 0, 100, 0, 10, 200});
  const std::vector<cph::Point> square{{280, 400}, {480, 400}, {480, 500}, {280, 500}};
  EXPECT_NEAR(map.mean(square, cph::region_bit(cph::kCover)), 0.5, 1e-9);
  EXPECT_NEAR(
      map.share(square, cph::region_bit(cph::kCover), region_bit(cph::kCover) | region_bit(cph::kSkin)), 0.5,
      1e-9);
  EXPECT_EQ(map.share(square, cph::region_bit(cph::kHair), cph::region_bit(cph::kHair)), 0);
  const auto where = cph::bounds_of(map.where(square, cph::region_bit(cph::kCover)));
  EXPECT_NEAR(where.x, 380, 1e-9);
  EXPECT_NEAR(where.right(), 480, 1e-9);
  const cph::Point back = map.units_of(map.source_of({0.3, -1.2}));
  EXPECT_NEAR(back.x, 0.3, 1e-9);
  EXPECT_NEAR(back.y, -1.2, 1e-9);
}

TEST(InputToSource, FollowsTheEyesAndTheChin) {
  const auto frontal = input_to_source(mesh(100));
  EXPECT_NEAR(frontal.scale() * kInputSide, 500, 1e-6);
  const cph::Point middle = frontal({kInputSide / 2.0, kInputSide / 2.0});
  EXPECT_NEAR(middle.x, 500, 1e-6);
  EXPECT_NEAR(middle.y, 450, 1e-6);
  // Turned aside: the chin keeps the scale.
  EXPECT_NEAR(input_to_source(mesh(30)).scale() * kInputSide, 5.0 * 0.48 * 130, 1e-3);
}

TEST(Fold, ParityOfRowsAndColumns) {
  std::vector<float> rgb(std::size_t(kInputSide) * kInputSide * 3),
      out(kInputs * cph::kRegionsSide * cph::kRegionsSide);
  EXPECT_THROW(fold(std::span(rgb).first(5), out), cph::Error);
  rgb[(3 * kInputSide + 4) * 3 + 2] = 1;  // row 3, column 4, blue
  fold(rgb, out);
  EXPECT_EQ(out[((2 + 0) * 3 + 2) * 3136 + 1 * 56 + 2], 1);
}

}  // namespace
}  // namespace certphoto::regions
