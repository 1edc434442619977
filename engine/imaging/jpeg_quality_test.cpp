#include "engine/imaging/jpeg_quality.h"

#include <gtest/gtest.h>

#include "engine/imaging/test_pictures.h"

namespace certphoto {
namespace {

TEST(EstimateJpegQualityTest, NonsenseTablesGiveAQualityAllTheSame) {
  QuantTable zeros{}, huge{};
  huge.fill(65535);
  EXPECT_EQ(EstimateJpegQuality(zeros, std::nullopt), 100);
  EXPECT_EQ(EstimateJpegQuality(huge, huge), 1);
}

TEST(EstimateJpegQualityTest, ExactForTheIjgEncoder) {
  const auto picture = testing_pictures::Photo(64, 64);
  for (int quality = 1; quality <= 100; ++quality) {
    const auto probe = ProbePhoto(testing_pictures::Jpeg(picture, {.quality = quality}), {}, {});
    ASSERT_TRUE(probe);
    // Below 6 whole ranges of settings clamp to the same tables.
    EXPECT_NEAR(probe->source.jpeg_quality, quality, quality < 6 ? 2 : 0) << quality;
  }
}

}  // namespace
}  // namespace certphoto
