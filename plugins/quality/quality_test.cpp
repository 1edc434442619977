#include <gtest/gtest.h>

#include <cmath>
#include <functional>

#include "blur.h"
#include "certphoto/fake_host.hpp"
#include "certphoto/mesh_points.hpp"
#include "face_blur.h"
#include "light.h"
#include "light_even.h"
#include "sharp.h"

namespace certphoto::quality {
namespace {

// Dark bars and squares on a bright ground, edges blurred by sigma (error function), more or less across than
// along.
std::vector<float> bars(int width, int height, double sigma_x, double sigma_y) {
  const auto step = [](double d, double sigma) { return 0.5 * (1 + std::erf(d / (sigma * std::sqrt(2.0)))); };
  std::vector<float> out;
  for (int y = 0; y < height; ++y)
    for (int x = 0; x < width; ++x) {
      double v = 200;
      for (int k = 0; k < 3; ++k) {
        const double left = 30 + 55 * k, top = 25 + 35 * k;
        v -= 140 * step(x - left, sigma_x) * step(left + 22 - x, sigma_x) * step(y - top, sigma_y) *
             step(top + 22 - y, sigma_y);
      }
      out.push_back(static_cast<float>(v));
    }
  return out;
}

TEST(EstimateBlur, RefusesAWrongSize) {
  EXPECT_THROW((void)estimate_blur(std::vector<float>(100), 10, 10), cph::Error);
  EXPECT_THROW((void)estimate_blur(std::vector<float>(100), 20, 20), cph::Error);
}

TEST(EstimateBlur, AFlatPictureHasNone) {
  EXPECT_FALSE(estimate_blur(std::vector<float>(40 * 40, 90.0F), 40, 40));
}

TEST(EstimateBlur, FindsTheBlur) {
  for (const double sigma : {1.2, 1.6, 2.0, 2.6}) {
    const auto blur = estimate_blur(bars(200, 140, sigma, sigma), 200, 140);
    ASSERT_TRUE(blur) << sigma;
    EXPECT_NEAR(blur->across, sigma, 0.1 * sigma);
    EXPECT_NEAR(blur->along, sigma, 0.1 * sigma);
  }
}

TEST(EstimateBlur, ASmallBlurReadsALittleLarge) {
  const auto blur = estimate_blur(bars(200, 140, 0.8, 0.8), 200, 140);
  ASSERT_TRUE(blur);
  EXPECT_GE(blur->across, 0.8);
  EXPECT_LE(blur->across, 1.05);
}

TEST(EstimateBlur, TellsMovementFromFocus) {
  const auto blur = estimate_blur(bars(200, 140, 2.5, 1.0), 200, 140);
  ASSERT_TRUE(blur);
  EXPECT_NEAR(blur->across, 2.5, 0.2);
  EXPECT_NEAR(blur->along, 1.0, 0.15);
}

TEST(SharpnessScore, FallsFrom100) {
  EXPECT_DOUBLE_EQ(sharpness_score(0), 100);
  EXPECT_NEAR(sharpness_score(0.018), 50, 1e-9);
  EXPECT_LT(sharpness_score(0.1), 5);
}

// A frontal face with 100 px between the eyes at (250, 200) and (350, 200).
std::vector<float> face() {
  std::vector<float> mesh(cph::mesh::kPoints * 3, 0.0F);
  const auto set = [&](std::size_t i, double x, double y) {
    mesh[3 * i] = static_cast<float>(x);
    mesh[3 * i + 1] = static_cast<float>(y);
  };
  for (std::size_t i = 0; i < cph::mesh::kOval.size(); ++i) {
    const double a = 2 * 3.14159265 * double(i) / double(cph::mesh::kOval.size());
    set(cph::mesh::kOval[i], 300 + 110 * std::sin(a), 230 - 150 * std::cos(a));
  }
  set(cph::mesh::kLeftEye.outer, 225, 200);
  set(cph::mesh::kLeftEye.inner, 275, 200);
  set(cph::mesh::kRightEye.inner, 325, 200);
  set(cph::mesh::kRightEye.outer, 375, 200);
  set(cph::mesh::kNoseTip, 300, 250);
  set(151, 300, 130);
  set(50, 240, 260);
  set(280, 360, 260);
  set(199, 300, 350);
  return mesh;
}

// Lids as an ellipse around each eye.
std::vector<float> eyes() {
  std::vector<float> out(2 * 76 * 3, 0.0F);
  for (std::size_t k = 0; k < 2; ++k) {
    const double x = k == 0 ? 250 : 350;
    const auto set = [&](std::size_t i, double px, double py) {
      out[(k * 76 + i) * 3] = static_cast<float>(px);
      out[(k * 76 + i) * 3 + 1] = static_cast<float>(py);
    };
    const double outer = k == 0 ? -25 : 25;
    set(0, x + outer, 200);
    set(8, x - outer, 200);
    for (std::size_t i = 0; i < 7; ++i) {
      const double u = -0.75 + 0.25 * double(i);
      set(1 + i, x - outer * u, 200 + 10 * std::sqrt(1 - u * u));
      set(9 + i, x - outer * u, 200 - 10 * std::sqrt(1 - u * u));
    }
  }
  return out;
}

class LightTest : public testing::Test {
 protected:
  LightTest() {
    for (const auto& [name, value] :
         std::initializer_list<std::pair<const char*, double>>{{"zone_ratio_min", 0.5},
                                                               {"zone_ratio_review", 0.6},
                                                               {"overexposed_review_share", 0.005},
                                                               {"overexposed_max_share", 0.01},
                                                               {"underexposed_max_share", 0.2},
                                                               {"mean_luminance_min", 0.25},
                                                               {"mean_luminance_max", 0.75},
                                                               {"mean_luminance_review_min", 0.3},
                                                               {"mean_luminance_review_max", 0.7},
                                                               {"eye_white_min", 0.35},
                                                               {"eye_white_review", 0.42}})
      host_.set_threshold("light.even", name, value);
    host_.set_fact<float>(cph::fact::kFaceMesh, {468, 3}, face());
    host_.set_fact<float>(cph::fact::kFaceEyes, {2, 76, 3}, eyes());
  }
  // Skin of the given level (0..1) under a light that depends on the place; eye whites of `white`.
  void paint(double level, double white, const std::function<double(double, double)>& light) {
    for (int y = 0; y < 600; ++y)
      for (int x = 0; x < 600; ++x) {
        const double ex = std::min(std::abs(x - 250), std::abs(x - 350)) / 25.0, ey = (y - 200) / 10.0;
        const bool eye = ex * ex + ey * ey < 1;
        const double l = light(x, y);
        const double rgb[3] = {eye ? white : level * 1.2, eye ? white : level * 0.95,
                               eye ? white : level * 0.8};
        for (int c = 0; c < 3; ++c)
          image_->pixels[y * image_->stride_bytes + 3 * x + c] =
              static_cast<std::uint8_t>(std::clamp(255 * rgb[c] * l, 0.0, 255.0));
      }
    host_.run(LightEven());
  }
  cph::FakeHost host_;
  cph_image* image_ = host_.set_image(cph::fact::kSourceImage, CPH_FORMAT_RGB8, 600, 600);
};

TEST_F(LightTest, Verdicts) {
  const auto even = [](double, double) { return 1.0; };
  const struct {
    const char* note;
    double skin, white;
    std::function<double(double, double)> light;
    int32_t verdict;
  } rows[] = {
      {"even", 0.55, 0.7, even, CPH_VERDICT_PASS},
      {"even", 0.22, 0.5, even, CPH_VERDICT_PASS},  // dark skin in good light
      {"too_dark", 0.22, 0.25, even, CPH_VERDICT_FAIL},
      {"too_dark", 0.28, 0.38, even, CPH_VERDICT_REVIEW},
      {"too_bright", 0.80, 0.9, even, CPH_VERDICT_FAIL},
      {"dark_right", 0.6, 0.7, [](double x, double) { return x > 310 ? 0.4 : 1.0; }, CPH_VERDICT_FAIL},
      {"dark_left", 0.6, 0.7, [](double x, double) { return x < 290 ? 0.55 : 1.0; }, CPH_VERDICT_REVIEW},
      {"dark_chin", 0.6, 0.7, [](double, double y) { return y > 320 ? 0.45 : 1.0; }, CPH_VERDICT_FAIL},
      {"glare", 0.6, 0.7, [](double x, double y) { return std::hypot(x - 300, y - 170) < 16 ? 3.0 : 1.0; },
       CPH_VERDICT_FAIL},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(testing::Message() << row.note << ' ' << row.skin);
    paint(row.skin, row.white, row.light);
    ASSERT_EQ(host_.findings().size(), 1U);
    EXPECT_STREQ(host_.findings()[0].note, row.note);
    EXPECT_EQ(host_.findings()[0].verdict, row.verdict);
  }
}

TEST_F(LightTest, ABeardIsNoShadow) {
  paint(0.6, 0.7,
        [](double x, double y) { return y > 300 && (int(x) / 3 + int(y) / 3) % 2 == 0 ? 0.15 : 1.0; });
  ASSERT_EQ(host_.findings().size(), 1U);
  EXPECT_STREQ(host_.findings()[0].note, "even");
}

class SharpTest : public testing::Test {
 protected:
  SharpTest() {
    host_.set_threshold("image.sharp", "sharpness_min_score", 50);
    host_.set_threshold("image.sharp", "sharpness_review_score", 60);
    host_.set_threshold("image.sharp", "ied_min_px", 90);
    host_.set_fact<float>(cph::fact::kFaceMesh, {468, 3}, face());
  }
  cph::FakeHost host_;
};

TEST_F(SharpTest, Verdicts) {
  const struct {
    const char* note;
    float across, along;
    double least_eyes_px;
    std::size_t findings;
    int32_t verdict;
  } rows[] = {
      {"sharp", 0.007F, 0.008F, 90, 1, CPH_VERDICT_PASS},
      {"soft", 0.016F, 0.015F, 90, 1, CPH_VERDICT_REVIEW},
      {"blurred", 0.030F, 0.028F, 90, 1, CPH_VERDICT_FAIL},
      {"shaken", 0.030F, 0.010F, 90, 1, CPH_VERDICT_FAIL},
      {"too_small", 0.007F, 0.008F, 120, 1, CPH_VERDICT_FAIL},
      {"too_small", 0.030F, 0.028F, 120, 2, CPH_VERDICT_FAIL},
  };
  for (const auto& row : rows) {
    SCOPED_TRACE(row.note);
    host_.set_threshold("image.sharp", "ied_min_px", row.least_eyes_px);
    host_.set_fact<float>(cph::fact::kFaceBlur, {2}, {row.across, row.along});
    host_.run(ImageSharp());
    ASSERT_EQ(host_.findings().size(), row.findings);
    EXPECT_STREQ(host_.findings()[0].note, row.note);
    EXPECT_EQ(host_.findings()[0].verdict, row.verdict);
  }
}

TEST(FaceBlurOp, AFaceWithoutAnEdgeIsAsBlurredAsCanBe) {
  cph::FakeHost host;
  host.set_image(cph::fact::kSourceImage, CPH_FORMAT_RGB8, 600, 600);
  host.set_fact<float>(cph::fact::kFaceMesh, {468, 3}, face());
  host.run(FaceBlur());
  const auto blur = host.tensor(cph::fact::kFaceBlur);
  ASSERT_TRUE(blur);
  EXPECT_NEAR(blur.values<float>()[0], 0.1, 1e-6);
}

}  // namespace
}  // namespace certphoto::quality
