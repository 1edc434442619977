#include "components.h"

#include <gtest/gtest.h>

#include <vector>

namespace certphoto::iso_quality {
namespace {

TEST(Components, OfNothingAreFiniteAndBounded) {
  const auto none = luma_statistics({});
  EXPECT_EQ(none.mean, 0);
  EXPECT_EQ(histogram_overlap({}, {}), 0);
  for (const double score :
       {over_exposure_prevention(0), under_exposure_prevention(2), dynamic_range(20), single_face(3),
        inter_eye_distance(0, 90), angle(200), eyes_open(-5), natural_colour(-1, 10)}) {
    EXPECT_GE(score, 0);
    EXPECT_LE(score, 100);
  }
}

// Spot values of the reference's formulas, worked out by hand to whole points.
TEST(Components, MapAsTheReferenceDoes) {
  const std::pair<double, double> cases[] = {{illumination_uniformity(0.3), 70},
                                             {illumination_uniformity(0.7), 90},
                                             {luminance_mean(0.2), 50},
                                             {luminance_mean(0.25), 73},
                                             {luminance_mean(0.8), 50},
                                             {luminance_variance(1.0 / 60), 100},
                                             {under_exposure_prevention(0.9), 51},
                                             {over_exposure_prevention(0.01), 50},
                                             {over_exposure_prevention(0.001), 91},
                                             {dynamic_range(6), 75},
                                             {natural_colour(10, 10), 100},
                                             {natural_colour(30, 10), 76},
                                             {natural_colour(-2, 10), 0},
                                             {single_face(0.25), 75},
                                             {eyes_open(0.03), 73},
                                             {mouth_closed(0.1), 84},
                                             {inter_eye_distance(90, 0), 73},
                                             {head_size(0.45), 100},
                                             {head_size(0.37), 34},
                                             {side_crop(0.9), 50},
                                             {margin_above(1.2), 12},
                                             {margin_below(2.0), 88},
                                             {angle(15), 93}};
  for (const auto& [score, expected] : cases) EXPECT_NEAR(score, expected, 0.8) << expected;
}

TEST(Components, StatisticsOfLevels) {
  const std::vector<float> half{0, 0, 255, 255};
  const auto s = luma_statistics(half);
  EXPECT_DOUBLE_EQ(s.mean, 0.5);
  EXPECT_DOUBLE_EQ(s.variance, 0.25);
  EXPECT_DOUBLE_EQ(s.dark, 0.5);
  EXPECT_DOUBLE_EQ(s.bright, 0.5);
  EXPECT_DOUBLE_EQ(s.entropy, 1);
  EXPECT_DOUBLE_EQ(histogram_overlap(half, std::vector<float>{0, 7}), 0.5);
}

}  // namespace
}  // namespace certphoto::iso_quality
