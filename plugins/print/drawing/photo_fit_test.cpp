#include "drawing/photo_fit.h"

#include <gtest/gtest.h>

namespace certphoto::print {
namespace {

Size Mm(double w, double h) {
  return {FromMm(w), FromMm(h)};
}

TEST(FitPhoto, WindowOfThePaperIsFilledExactly) {
  // 480x640 is 3:4 like the 30x40 window of 33x48 paper: nothing is cropped.
  const auto fit = FitPhoto(480, 640, Mm(33, 48), Mm(30, 40));
  EXPECT_EQ(fit.shown, (Rect{FromMm(1.5), FromMm(4), FromMm(30), FromMm(40)}));
  EXPECT_DOUBLE_EQ(fit.um_per_px, 62.5);
  EXPECT_DOUBLE_EQ(fit.picture_x, 1500);
  EXPECT_DOUBLE_EQ(fit.picture_y, 4000);
  EXPECT_NEAR(fit.Dpi(), 406.4, 1e-9);
}

TEST(FitPhoto, OtherShapesAreCroppedEquallyAtBothSides) {
  // 3:4 on 11:16: 640 px make 48 mm, and the width of 36 mm loses 1.5 mm at either side.
  const auto wide = FitPhoto(480, 640, Mm(33, 48), {});
  EXPECT_DOUBLE_EQ(wide.um_per_px, 75);
  EXPECT_DOUBLE_EQ(wide.picture_x, -1500);
  EXPECT_DOUBLE_EQ(wide.picture_y, 0);
  const auto high = FitPhoto(100, 300, Mm(30, 40), {});
  EXPECT_DOUBLE_EQ(high.um_per_px, 300);
  EXPECT_DOUBLE_EQ(high.picture_x, 0);
  EXPECT_DOUBLE_EQ(high.picture_y, -25000);
}

}  // namespace
}  // namespace certphoto::print
