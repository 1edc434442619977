#include "red.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cmath>

#include "certphoto/fake_host.hpp"
#include "certphoto/mesh_points.hpp"
#include "lids.h"

namespace certphoto::eyes {
namespace {

using Rgb = std::array<std::uint8_t, 3>;
constexpr double kCentre[2][2] = {{120, 100}, {280, 100}};
constexpr double kIrisRadius = 15;
constexpr Rgb kSkin{205, 160, 140}, kBrown{62, 38, 28}, kLit{190, 40, 45};

// A face of one colour with two wide open eyes.
class EyesRedTest : public testing::Test {
 protected:
  EyesRedTest() : eyes_(2 * kPointsPerEye * 3, 0.0F), mesh_(cph::mesh::kPoints * 3, 200.0F) {
    for (std::size_t k = 0; k < 2; ++k) {
      const double x = kCentre[k][0], y = kCentre[k][1];
      const auto set = [&](std::size_t i, double px, double py) {
        eyes_[(k * kPointsPerEye + i) * 3] = float(px);
        eyes_[(k * kPointsPerEye + i) * 3 + 1] = float(py);
      };
      set(kOuterCorner, x - 32, y);
      set(kInnerCorner, x + 32, y);
      for (std::size_t i = 0; i < kLidPoints; ++i) {
        const double at = x - 32 + 8.0 * double(i + 1);
        set(kUpperLid + i, at, y - 16);
        set(kLowerLid + i, at, y + 16);
      }
      set(kIris, x, y);
      for (std::size_t i = 0; i < 4; ++i)
        set(kIris + 1 + i, x + kIrisRadius * std::cos(1.5708 * double(i)),
            y + kIrisRadius * std::sin(1.5708 * double(i)));
    }
    const auto put = [&](std::size_t i, double x, double y) {
      mesh_[3 * i] = float(x), mesh_[3 * i + 1] = float(y);
    };
    put(cph::mesh::kLeftEye.outer, 88, 100), put(cph::mesh::kLeftEye.inner, 152, 100);
    put(cph::mesh::kRightEye.inner, 248, 100), put(cph::mesh::kRightEye.outer, 312, 100);
    put(cph::mesh::kCheekLeft, 120, 220), put(cph::mesh::kCheekRight, 280, 220);
    host_.set_fact<float>(cph::fact::kFaceEyes, {2, 76, 3}, eyes_);
    host_.set_fact<float>(cph::fact::kFaceMesh, {468, 3}, mesh_);
    host_.set_threshold("eyes.red", "red_review_share", 0.08);
    host_.set_threshold("eyes.red", "red_max_share", 0.2);
  }
  // `pupil`: radius over the iris's.
  void paint(Rgb skin, Rgb iris, Rgb left, Rgb right, double pupil) {
    cph_image* image = host_.set_image(cph::fact::kSourceImage, CPH_FORMAT_RGB8, 400, 300);
    for (int y = 0; y < 300; ++y)
      for (int x = 0; x < 400; ++x) {
        Rgb c = skin;
        for (std::size_t k = 0; k < 2; ++k) {
          const double away = std::hypot(x + 0.5 - kCentre[k][0], y + 0.5 - kCentre[k][1]);
          if (away < kIrisRadius) c = away < pupil * kIrisRadius ? (k == 0 ? left : right) : iris;
        }
        std::copy(c.begin(), c.end(), image->pixels + y * image->stride_bytes + 3 * x);
      }
  }
  const cph::Finding& judge() {
    host_.run(EyesRed());
    EXPECT_EQ(host_.findings().size(), 1U);
    return host_.findings().front();
  }
  std::vector<float> eyes_, mesh_;
  cph::FakeHost host_;
};

TEST_F(EyesRedTest, AnIrisWithoutSize) {
  const std::vector<float> none(kPointsPerEye * 3, 50.0F);
  paint(kSkin, kBrown, kBrown, kBrown, 0.5);
  const std::array<double, 3> skin{205, 160, 140};
  cph_image* image = host_.set_image(cph::fact::kSourceImage, CPH_FORMAT_RGB8, 400, 300);
  EXPECT_EQ(red_share(cph::ImageView(image), none, skin), 0);
}

TEST_F(EyesRedTest, Verdicts) {
  const Rgb black{12, 10, 10}, blue{110, 140, 170};
  const struct {
    const char* name;
    Rgb skin, iris, left, right;
    double pupil;
    const char* note;
    int32_t verdict;
    std::size_t regions;
  } rows[] = {{"brown", kSkin, kBrown, black, black, 0.4, "not_red", CPH_VERDICT_PASS, 0},
              {"light brown in warm light",
               {225, 150, 105},
               {95, 45, 20},
               black,
               black,
               0.4,
               "not_red",
               CPH_VERDICT_PASS,
               0},
              {"blue", kSkin, blue, black, black, 0.4, "not_red", CPH_VERDICT_PASS, 0},
              {"grey photo",
               {160, 160, 160},
               {60, 60, 60},
               {150, 150, 150},
               {150, 150, 150},
               0.5,
               "not_red",
               CPH_VERDICT_PASS,
               0},
              {"both", kSkin, kBrown, kLit, kLit, 0.6, "both_red", CPH_VERDICT_FAIL, 2},
              {"left", kSkin, blue, kLit, black, 0.6, "left_red", CPH_VERDICT_FAIL, 1},
              {"right", kSkin, kBrown, black, kLit, 0.6, "right_red", CPH_VERDICT_FAIL, 1},
              {"a little", kSkin, kBrown, kLit, black, 0.38, "maybe_red", CPH_VERDICT_REVIEW, 1}};
  for (const auto& row : rows) {
    SCOPED_TRACE(row.name);
    paint(row.skin, row.iris, row.left, row.right, row.pupil);
    const auto& f = judge();
    EXPECT_STREQ(f.note, row.note) << f.value;
    EXPECT_EQ(f.verdict, row.verdict);
    EXPECT_EQ(f.regions.size(), row.regions);
  }
}

}  // namespace
}  // namespace certphoto::eyes
