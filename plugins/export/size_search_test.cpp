#include "size_search.h"

#include <gmock/gmock.h>

#include <cmath>

namespace certphoto::exporting {
namespace {

// Bytes of a made-up encoder: a power law with a ripple, as real pictures have it.
std::size_t Model(int quality, Chroma chroma, double detail) {
  const double scale = quality < 50 ? 5000.0 / quality : std::max(1.0, 200.0 - 2 * quality);
  return static_cast<std::size_t>(detail * 1000 * std::pow(scale / 20, -0.62) *
                                  (chroma == Chroma::k444 ? 1 : 0.82));
}

Encoder Fake(double detail) {
  return [detail](int quality, Chroma chroma, bool optimal, std::vector<std::uint8_t>& out) {
    const double more = optimal ? 1 : 1.02 + 0.02 * std::sin(detail) + 0.0003 * quality;  // standard tables
    out.assign(static_cast<std::size_t>(double(Model(quality, chroma, detail)) * more), 0);
  };
}

SizeGoal Grad() {
  SizeGoal goal;
  goal.bytes_min = 20480;
  goal.bytes_max = 40000;
  goal.bytes_target_min = 30720;
  goal.quality_min = 60;
  return goal;
}

TEST(SizeSearch, IsTheHighestQualityThatFits) {
  for (const double detail : {18.0, 25.0, 31.0, 36.5, 40.0, 47.0, 60.0, 90.0}) {
    SCOPED_TRACE(detail);
    const auto goal = Grad();
    const auto r = SearchSize(Fake(detail), goal);
    EXPECT_TRUE(r.in_range);
    EXPECT_EQ(r.file.size(), Model(r.quality, r.chroma, detail));
    EXPECT_LE(r.file.size(), goal.bytes_max);
    EXPECT_GE(r.quality, goal.quality_min);
    if (r.quality < goal.quality_usual) {
      EXPECT_GT(Model(r.quality + 1, r.chroma, detail), goal.bytes_max);
    }
    if (r.quality <= goal.quality_usual) {
      EXPECT_GE(r.file.size(), goal.bytes_target_min);
    }
    EXPECT_LE(r.encodings, 9);
  }
}

TEST(SizeSearch, FewEncodingsWhereThePictureIsUsual) {
  for (double detail = 30; detail < 45; detail += 0.5)
    EXPECT_LE(SearchSize(Fake(detail), Grad()).encodings, 5) << detail;
}

TEST(SizeSearch, FullChromaUntilTheFaceWouldSuffer) {
  EXPECT_EQ(SearchSize(Fake(40), Grad()).chroma, Chroma::k444);
  EXPECT_EQ(SearchSize(Fake(110), Grad()).chroma, Chroma::k420);
  auto only = Grad();
  only.may_420 = false;
  EXPECT_EQ(SearchSize(Fake(110), only).chroma, Chroma::k444);
}

TEST(SizeSearch, QualityIsRaisedOnlyAsFarAsTheTargetAsks) {
  const double detail = 12;  // 18 kB at 95, 33 kB at 98
  ASSERT_LT(Model(95, Chroma::k444, detail), 30720U);
  const auto r = SearchSize(Fake(detail), Grad());
  EXPECT_GT(r.quality, 95);
  EXPECT_GE(r.file.size(), 30720U);
  EXPECT_LT(Model(r.quality - 1, r.chroma, detail), 30720U);
}

TEST(SizeSearch, OutOfReachIsSaidAndNothingIsPadded) {
  const auto small = SearchSize(Fake(1), Grad());  // a flat picture
  EXPECT_FALSE(small.in_range);
  EXPECT_EQ(small.quality, 100);
  EXPECT_EQ(small.file.size(), Model(100, Chroma::k444, 1));
  const auto large = SearchSize(Fake(200), Grad());  // noise
  EXPECT_FALSE(large.in_range);
  EXPECT_EQ(large.quality, 60);
  EXPECT_EQ(large.chroma, Chroma::k420);
}

TEST(SizeSearch, WithoutLimitsTheUsualQualityAtOnce) {
  const auto r = SearchSize(Fake(40), SizeGoal{});
  EXPECT_TRUE(r.in_range);
  EXPECT_EQ(r.quality, 95);
  EXPECT_EQ(r.encodings, 1);
  EXPECT_LE(r.trials, 1);
}

}  // namespace
}  // namespace certphoto::exporting
