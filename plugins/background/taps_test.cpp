#include "taps.h"

#include <gtest/gtest.h>

#include <numeric>

namespace background {
namespace {

TEST(Taps, SharesAddUpToOne) {
  for (const int from : {1, 2, 7, 306, 408})
    for (const int to : {1, 3, 256, 384}) {
      const Taps taps(to, from, 0, double(from) / to);
      for (int i = 0; i < to; ++i) {
        const auto w = taps.weights(i);
        ASSERT_FALSE(w.empty());
        EXPECT_NEAR(std::accumulate(w.begin(), w.end(), 0.0F), 1, 1e-5);
        EXPECT_GE(taps.first(i), 0);
        EXPECT_LE(taps.first(i) + int(w.size()), from);
      }
    }
}

TEST(Taps, ShrinkingTakesMeansAndGrowingMixesNeighbours) {
  const Taps half(3, 6, 0, 2);
  ASSERT_EQ(half.weights(1).size(), 2U);
  EXPECT_EQ(half.first(1), 2);
  EXPECT_FLOAT_EQ(half.weights(1)[0], 0.5F);
  const Taps twice(6, 3, 0, 0.5);  // centre of the result's pixel 2 lies at 1.25 of the source
  EXPECT_EQ(twice.first(2), 0);
  ASSERT_EQ(twice.weights(2).size(), 2U);
  EXPECT_FLOAT_EQ(twice.weights(2)[0], 0.25F);
}

TEST(Taps, BeyondTheSourceThereIsNothing) {
  const Taps taps(4, 2, -4, 2);
  EXPECT_TRUE(taps.weights(0).empty());
  EXPECT_FALSE(taps.weights(2).empty());
}

}  // namespace
}  // namespace background
