#include "look.h"

#include <gtest/gtest.h>

#include "certphoto/fake_host.hpp"
#include "certphoto/mesh_points.hpp"

namespace certphoto::clothes {
namespace {

// A face 100 px between the eyes, its chin at (300, 300), and a photo 600 px wide.
class Look : public testing::Test {
 protected:
  Look() : mesh_(cph::mesh::kPoints * 3, 0.0F) {
    const auto set = [&](std::size_t i, double x, double y) {
      mesh_[3 * i] = float(x), mesh_[3 * i + 1] = float(y);
    };
    set(cph::mesh::kLeftEye.outer, 230, 120), set(cph::mesh::kLeftEye.inner, 270, 120);
    set(cph::mesh::kRightEye.outer, 370, 120), set(cph::mesh::kRightEye.inner, 330, 120);
    set(cph::mesh::kChin, 300, 300);
    host_.set_fact<float>(cph::fact::kFaceMesh, {468, 3}, mesh_);
    host_.set_image(cph::fact::kSourceImage, CPH_FORMAT_RGB8, 600, 450);
    host_.set_threshold("clothes.style", "bare_shoulders_review_score", 0.7);
    host_.set_threshold("clothes.style", "bare_shoulders_max_score", 0.95);
    host_.set_threshold("clothes.style", "fur_collar_review_score", 0.8);
    host_.set_threshold("clothes.pattern", "pattern_review_score", 0.8);
  }
  template <class Op>
  const cph::Finding& judge(const Op& op, float bare, float fur, float pattern, float seen = 0.5F) {
    host_.set_fact<float>(kLook, {4}, {bare, fur, pattern, seen});
    host_.run(op);
    EXPECT_EQ(host_.findings().size(), 1U);
    return host_.findings().front();
  }
  std::vector<float> mesh_;
  cph::FakeHost host_;
};

TEST_F(Look, NoShouldersInThePhoto) {
  EXPECT_STREQ(judge(ClothesStyle(), 1, 1, 1, 0.05F).note, "no_shoulders");
  EXPECT_EQ(judge(ClothesPattern(), 1, 1, 1, 0.05F).verdict, CPH_VERDICT_NOT_APPLICABLE);
}

TEST_F(Look, Style) {
  const struct {
    float bare, fur;
    const char* note;
    int32_t verdict;
  } rows[] = {{0.1F, 0.1F, "sleeves", CPH_VERDICT_PASS},
              {0.8F, 0.1F, "maybe_bare_shoulders", CPH_VERDICT_REVIEW},
              {0.97F, 0.9F, "bare_shoulders", CPH_VERDICT_FAIL},
              {0.2F, 0.99F, "maybe_fur_collar", CPH_VERDICT_REVIEW}};
  for (const auto& row : rows) {
    SCOPED_TRACE(row.note);
    const auto& f = judge(ClothesStyle(), row.bare, row.fur, 0);
    EXPECT_STREQ(f.note, row.note);
    EXPECT_EQ(f.verdict, row.verdict);
    EXPECT_EQ(f.regions.size(), row.verdict == CPH_VERDICT_PASS ? 0U : 1U);
  }
}

TEST_F(Look, PatternIsNeverMoreThanAReview) {
  EXPECT_EQ(judge(ClothesPattern(), 0, 0, 0.3F).verdict, CPH_VERDICT_PASS);
  EXPECT_EQ(judge(ClothesPattern(), 0, 0, 1).verdict, CPH_VERDICT_REVIEW);
}

TEST_F(Look, WhatThePhotoShowsOfTheTorso) {
  const auto seen = [&](int height) {
    return torso_in_photo(
        cph::ImageView(host_.set_image(cph::fact::kSourceImage, CPH_FORMAT_RGB8, 600, height)), mesh_);
  };
  EXPECT_LT(seen(310).share, 0.05);  // ends at the chin
  EXPECT_GT(seen(600).share, 0.95);  // the patch reaches 280 px below the chin
  const auto half = seen(450);
  EXPECT_NEAR(half.share, 0.53, 0.03);
  ASSERT_EQ(half.corners.size(), 4U);
  EXPECT_NEAR(half.corners[0].y, 300, 6);
  EXPECT_NEAR(half.corners[2].y, 450, 6);
}

}  // namespace
}  // namespace certphoto::clothes
