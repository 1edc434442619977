#include "layout/free_place.h"

#include <gtest/gtest.h>

namespace certphoto::print {
namespace {

const Rect kArea{0, 0, 100, 80};

TEST(FindFreePlace, NoneWhereNothingFits) {
  const Rect full[] = {{0, 0, 100, 80}};
  EXPECT_FALSE(FindFreePlace(kArea, full, {1, 1}));
  EXPECT_FALSE(FindFreePlace(kArea, {}, {101, 101}));
}

TEST(FindFreePlace, LowestThenLeftmost) {
  EXPECT_EQ(FindFreePlace(kArea, {}, {10, 5})->rect, (Rect{0, 75, 10, 5}));
  const Rect photos[] = {{5, 5, 40, 65}, {50, 5, 40, 65}};
  EXPECT_EQ(FindFreePlace(kArea, photos, {30, 8})->rect, (Rect{0, 72, 30, 8}));
}

TEST(FindFreePlace, TurnsWhatFitsOnlyTurned) {
  const Rect photos[] = {{0, 0, 90, 80}};
  const auto place = FindFreePlace(kArea, photos, {60, 8});
  ASSERT_TRUE(place);
  EXPECT_TRUE(place->turned);
  EXPECT_EQ(place->rect, (Rect{90, 20, 8, 60}));
}

}  // namespace
}  // namespace certphoto::print
