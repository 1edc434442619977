#include <gtest/gtest.h>

#include <cmath>

#include "certphoto/fake_host.hpp"
#include "certphoto/geometry.hpp"
#include "shoulders.h"
#include "upright.h"

namespace certphoto::pose {
namespace {

// A person on 1200 x 1600: a face 300 wide with its chin at (600, 800), shoulders sloping by `tilt` degrees.
constexpr cph::HeadOutline kHead{{600, 300}, {600, 800}, {450, 650}, {750, 650}, {600, 550}};

template <class Inside>
void paint(cph_image* image, Inside inside) {
  const double scale = image->placement.scale;
  for (int y = 0; y < image->height; ++y)
    for (int x = 0; x < image->width; ++x)
      if (inside((x + 0.5) / scale, (y + 0.5) / scale)) image->pixels[y * image->stride_bytes + x] = 255;
}

void paint_person(cph_image* image, double tilt_deg) {
  const double slope = std::tan(tilt_deg * 3.14159265 / 180);
  paint(image, [&](double x, double y) {
    const bool body = y > 900 + 0.3 * std::abs(x - 600) + slope * (x - 600);
    return body || (std::abs(x - 600) < 100 && y > 700) || std::hypot(x - 600, (y - 550) * 0.7) < 170;
  });
}

class ShouldersTest : public testing::Test {
 protected:
  cph::FakeHost host_;
  cph_image* matte_ = host_.set_image(cph::fact::kPersonMatte, CPH_FORMAT_GRAY8, 600, 800, {0, 0, 0.5});
};

TEST_F(ShouldersTest, NoneWithoutAPerson) {
  EXPECT_FALSE(find_shoulders(cph::ImageView(matte_), kHead));
  EXPECT_FALSE(find_shoulders(cph::ImageView(matte_), {}));
}

TEST_F(ShouldersTest, TheirSlope) {
  for (const double tilt : {0.0, 6.0, -11.0}) {
    std::memset(matte_->pixels, 0, 600 * 800);
    paint_person(matte_, tilt);
    const auto s = find_shoulders(cph::ImageView(matte_), kHead);
    ASSERT_TRUE(s) << tilt;
    EXPECT_NEAR(s->tilt_deg, tilt, 0.5);
  }
}

TEST_F(ShouldersTest, StrayHairDoesNotMatterLongHairHidesThem) {
  paint_person(matte_, 0);
  paint(matte_, [](double x, double y) { return std::abs(x - 300) < 40 && y > 800 && y < 815; });
  auto s = find_shoulders(cph::ImageView(matte_), kHead);
  ASSERT_TRUE(s);
  EXPECT_NEAR(s->tilt_deg, 0, 0.5);
  paint(matte_, [](double x, double y) { return std::abs(x - 600) < 420 && y > 500; });
  EXPECT_FALSE(find_shoulders(cph::ImageView(matte_), kHead));
}

class UprightTest : public testing::Test {
 protected:
  UprightTest() {
    for (const char* angle : {"yaw", "pitch", "roll", "pupil_tilt", "shoulder_tilt"}) {
      host_.set_threshold("pose.upright", std::string(angle) + "_review_deg", 5);
      host_.set_threshold("pose.upright", std::string(angle) + "_max_deg", 10);
    }
    std::vector<float> face(17, 0);
    face[0] = 400, face[1] = 400, face[2] = 400, face[3] = 400, face[4] = 0.9F;
    host_.set_fact<float>(cph::fact::kFaceBoxes, {1, 17}, face);
  }
  void pose(float yaw, float pitch, float roll) {
    host_.set_fact<float>(cph::fact::kFacePose, {3}, {yaw, pitch, roll});
    host_.run(PoseUpright());
  }
  cph::FakeHost host_;
};

TEST_F(UprightTest, ARuleWithoutThresholdsIsAnError) {
  cph::FakeHost bare;
  bare.set_fact<float>(cph::fact::kFaceBoxes, {0, 17}, {});
  bare.set_fact<float>(cph::fact::kFacePose, {3}, {0, 0, 0});
  EXPECT_THROW(bare.run(PoseUpright()), cph::Error);
}

TEST_F(UprightTest, OneAngleEach) {
  const struct {
    float yaw, pitch, roll;
    int32_t verdict;
    const char* note;
    double value;
  } rows[] = {
      {1, -4, 2, CPH_VERDICT_PASS, "level", 4},         {7, 0, 0, CPH_VERDICT_REVIEW, "turned_right", 7},
      {-12, 0, 0, CPH_VERDICT_FAIL, "turned_left", 12}, {0, 11, 0, CPH_VERDICT_FAIL, "chin_up", 11},
      {0, -6, 0, CPH_VERDICT_REVIEW, "chin_down", 6},   {0, 0, 6, CPH_VERDICT_REVIEW, "tilted_right", 6},
      {0, 0, -30, CPH_VERDICT_FAIL, "tilted_left", 30}, {60, 40, 91, CPH_VERDICT_FAIL, "lying", 91},
      {0, 0, -178, CPH_VERDICT_FAIL, "lying", 178},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.note);
    pose(row.yaw, row.pitch, row.roll);
    ASSERT_EQ(host_.findings().size(), 1U);
    const auto& f = host_.findings()[0];
    EXPECT_EQ(f.verdict, row.verdict);
    EXPECT_STREQ(f.note, row.note);
    EXPECT_NEAR(f.value, row.value, 1e-4);
    EXPECT_STREQ(f.unit, "deg");
    ASSERT_EQ(f.regions.size(), 1U);
    EXPECT_EQ(f.regions[0].label, "face");
  }
}

TEST_F(UprightTest, EveryBrokenAngleIsTold) {
  pose(20, 20, 20);
  EXPECT_EQ(host_.findings().size(), 3U);
}

TEST_F(UprightTest, PupilsOutOfLevelInAHeadHeldStraight) {
  const struct {
    double slope_deg;
    float roll;
    std::size_t findings;
    const char* note;
    int32_t verdict;
  } rows[] = {{2, 0, 1, "level", CPH_VERDICT_PASS},
              {-6, 0, 1, "pupils", CPH_VERDICT_REVIEW},
              {11, 0, 1, "pupils", CPH_VERDICT_FAIL},
              {11, 9, 1, "tilted_right", CPH_VERDICT_REVIEW}};  // said once
  for (const auto& row : rows) {
    SCOPED_TRACE(row.slope_deg);
    std::vector<float> eyes(2 * 76 * 3, 0.0F);
    const double turn = cph::to_radians(row.slope_deg);
    for (std::size_t k = 0; k < 2; ++k) {
      const double way = k == 0 ? -60 : 60;
      eyes[(k * 76 + 71) * 3] = float(300 + way * std::cos(turn));
      eyes[(k * 76 + 71) * 3 + 1] = float(300 + way * std::sin(turn));
    }
    host_.set_fact<float>(cph::fact::kFaceEyes, {2, 76, 3}, eyes);
    pose(0, 0, row.roll);
    ASSERT_EQ(host_.findings().size(), row.findings);
    EXPECT_STREQ(host_.findings()[0].note, row.note);
    EXPECT_EQ(host_.findings()[0].verdict, row.verdict);
  }
}

TEST_F(UprightTest, ShouldersCountWhereTheyAreSeen) {
  paint_person(host_.set_image(cph::fact::kPersonMatte, CPH_FORMAT_GRAY8, 600, 800, {0, 0, 0.5}), 12);
  host_.set_fact<float>(cph::fact::kHeadOutline, {5, 2}, {600, 300, 600, 800, 450, 650, 750, 650, 600, 550});
  pose(0, 0, 0);
  ASSERT_EQ(host_.findings().size(), 1U);
  EXPECT_STREQ(host_.findings()[0].note, "shoulders");
  EXPECT_EQ(host_.findings()[0].verdict, CPH_VERDICT_FAIL);
  EXPECT_NEAR(host_.findings()[0].value, 12, 0.5);
}

}  // namespace
}  // namespace certphoto::pose
