#include "layout/bleed.h"

#include <gtest/gtest.h>

namespace certphoto::print {
namespace {

Cell At(double x, double y, double w, double h) {
  return {{FromMm(x), FromMm(y), FromMm(w), FromMm(h)}, false, 0};
}
const Rect kPaper{0, 0, FromMm(152), FromMm(102)};

TEST(PlanBleed, FillsHalfTheGapAndStopsAtThePaper) {
  const Cell cells[] = {At(0.4, 10, 30, 40), At(31.4, 10, 30, 40), At(90, 10, 30, 40)};
  const auto painted = PlanBleed(cells, kPaper, FromMm(2));
  EXPECT_EQ(painted[0], (Rect{0, FromMm(8), FromMm(30.9), FromMm(44)}));
  EXPECT_EQ(painted[1], (Rect{FromMm(30.9), FromMm(8), FromMm(32.5), FromMm(44)}));
  EXPECT_EQ(painted[2], (Rect{FromMm(88), FromMm(8), FromMm(34), FromMm(44)}));
  EXPECT_EQ(CutTolerance(cells, painted), FromMm(0.4));
}

TEST(PlanBleed, TouchingPhotosKeepTheirOwnSide) {
  const Cell cells[] = {At(10, 10, 30, 40), At(40, 10, 30, 40)};
  const auto painted = PlanBleed(cells, kPaper, FromMm(1));
  EXPECT_EQ(painted[0].right(), cells[0].trim.right());
  EXPECT_EQ(painted[1].x, cells[1].trim.x);
  EXPECT_EQ(CutTolerance(cells, painted), 0);
}

TEST(PlanBleed, NeverReachesAPhotoAroundTheCorner) {
  const Cell cells[] = {At(10, 10, 30, 40), At(40.5, 50.5, 30, 40)};
  const auto painted = PlanBleed(cells, kPaper, FromMm(1));
  EXPECT_FALSE(painted[0].Overlaps(cells[1].trim));
  EXPECT_FALSE(painted[1].Overlaps(cells[0].trim));
}

TEST(CutTolerance, NoPhotosNoTolerance) {
  EXPECT_EQ(CutTolerance({}, {}), 0);
}

}  // namespace
}  // namespace certphoto::print
