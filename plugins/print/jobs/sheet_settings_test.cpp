#include "jobs/sheet_settings.h"

#include <gtest/gtest.h>

#include <stdexcept>

namespace certphoto::print {
namespace {

const Size kPhoto{FromMm(33), FromMm(48)};
const PrintSize kPlain{kPhoto, {}};
const PrintSize kWindowed{kPhoto, Size{FromMm(30), FromMm(40)}};

CaptionSettings Captions(int lines, CaptionPlace place = CaptionPlace::kAuto) {
  CaptionSettings captions;
  for (int i = 0; i < lines; ++i) captions.lines.push_back(CaptionTemplate::Parse("{name}"));
  captions.place = place;
  return captions;
}

TEST(ShapeOf, ATextThatDoesNotFitInsideIsRefusedWhenItMustStandThere) {
  EXPECT_THROW((void)ShapeOf(kPlain, Captions(1, CaptionPlace::kInside)), std::invalid_argument);
  EXPECT_THROW((void)ShapeOf(kWindowed, Captions(2, CaptionPlace::kInside)), std::invalid_argument);
  EXPECT_NO_THROW((void)ShapeOf(kWindowed, Captions(1, CaptionPlace::kInside)));
}

TEST(ShapeOf, WithoutTextTheCellIsThePhoto) {
  EXPECT_EQ(ShapeOf(kWindowed, Captions(0)).cell, kPhoto);
  EXPECT_EQ(ShapeOf(kWindowed, Captions(0)).caption.height, 0);
}

TEST(ShapeOf, TheWhiteUnderAWindowIsUsedFirst) {
  const auto one = ShapeOf(kWindowed, Captions(1));
  EXPECT_EQ(one.cell, kPhoto);
  EXPECT_EQ(one.caption, (Rect{0, FromMm(44), FromMm(33), FromMm(4)}));
  const auto two = ShapeOf(kWindowed, Captions(2));
  EXPECT_EQ(two.caption.y, FromMm(44));
  EXPECT_EQ(two.caption.height, CaptionHeight(Captions(2)));
  EXPECT_EQ(two.cell.height, FromMm(44) + CaptionHeight(Captions(2)));
}

TEST(ShapeOf, ABandIsAddedBelowAPhotoWithoutAWindow) {
  auto captions = Captions(1);
  captions.band = FromMm(4);
  const auto shape = ShapeOf(kPlain, captions);
  EXPECT_EQ(shape.cell, (Size{FromMm(33), FromMm(52)}));
  EXPECT_EQ(shape.caption, (Rect{0, FromMm(48), FromMm(33), FromMm(4)}));
  EXPECT_EQ(ShapeOf(kWindowed, Captions(1, CaptionPlace::kBelow)).caption.y, FromMm(48));
}

}  // namespace
}  // namespace certphoto::print
