#include "engine/eval/rates.h"

#include <gtest/gtest.h>

#include <vector>

namespace certphoto {
namespace {

TEST(Rates, NothingToCountIsNoShareAndSaysNothing) {
  EXPECT_FALSE(Rate{}.share());
  EXPECT_EQ(WilsonInterval({}).low, 0);
  EXPECT_EQ(WilsonInterval({}).high, 1);
  EXPECT_FALSE(AreaUnderRoc({}, std::vector{1.0}));
  EXPECT_FALSE(AreaUnderRoc(std::vector{1.0}, {}));
}

// Newcombe, Statistics in Medicine 17 (1998), table I, method 3.
TEST(Rates, WilsonIntervalsAreThePublishedOnes) {
  struct Case {
    Rate rate;
    double low, high;
  };
  for (const auto& [rate, low, high] : std::vector<Case>{{{81, 263}, 0.2553, 0.3662},
                                                         {{15, 148}, 0.0624, 0.1605},
                                                         {{0, 20}, 0, 0.1611},
                                                         {{1, 29}, 0.0061, 0.1718}}) {
    EXPECT_NEAR(WilsonInterval(rate).low, low, 5e-5);
    EXPECT_NEAR(WilsonInterval(rate).high, high, 5e-5);
  }
  EXPECT_EQ(WilsonInterval({7, 7}).high, 1);
}

TEST(Rates, AreaCountsPairsInOrderAndTiesHalf) {
  EXPECT_EQ(*AreaUnderRoc(std::vector{3.0, 4.0}, std::vector{1.0, 2.0}), 1);
  EXPECT_EQ(*AreaUnderRoc(std::vector{1.0, 2.0}, std::vector{3.0, 4.0}), 0);
  EXPECT_EQ(*AreaUnderRoc(std::vector{1.0, 1.0}, std::vector{1.0, 1.0}), 0.5);
  EXPECT_EQ(*AreaUnderRoc(std::vector{2.0, 0.0}, std::vector{1.0, 2.0}), 0.375);
}

}  // namespace
}  // namespace certphoto
