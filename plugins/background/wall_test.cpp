#include "wall.h"

#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>

#include "mats.h"
#include "wall_stats.h"

namespace background {
namespace {

// A lit wall with vignette and noise.
cv::Mat lit_wall(cv::Size size) {
  cv::Mat out(size, CV_8UC3);
  cv::RNG rng(3);
  for (int y = 0; y < size.height; ++y)
    for (int x = 0; x < size.width; ++x) {
      const double u = 2.0 * x / size.width - 1, v = 2.0 * y / size.height - 1;
      const double light = 1 - 0.12 * (u * u + v * v) + 0.05 * u;
      for (int c = 0; c < 3; ++c)
        out.at<cv::Vec3b>(y, x)[c] = cv::saturate_cast<std::uint8_t>((205 + 5 * c) * light + rng.gaussian(2));
    }
  return out;
}

cv::Mat person_matte(cv::Size size) {
  cv::Mat out = cv::Mat::zeros(size, CV_8U);
  cv::ellipse(out, {size.width / 2, size.height}, {size.width / 3, size.height * 2 / 3}, 0, 0, 360, 255, -1);
  return out;
}

TEST(Wall, NothingSeenIsNoWall) {
  const cv::Mat picture = lit_wall({60, 80});
  const Wall wall = fit_wall(picture, cv::Mat::zeros(picture.size(), CV_8U));
  EXPECT_FALSE(wall.plain());
  EXPECT_EQ(wall.seen_share, 0);
  EXPECT_EQ(wall.field.size(), cv::Size(15, 20));
}

TEST(Wall, ReachesUnderThePersonPastAShelf) {
  const cv::Mat clean = lit_wall({400, 520});
  cv::Mat picture = clean.clone();
  const cv::Mat matte = person_matte(picture.size());
  picture.setTo(cv::Scalar(30, 90, 40), matte);
  cv::rectangle(picture, {0, 60}, {70, 200}, cv::Scalar(90, 60, 30), -1);  // 5 % of the wall
  const Wall wall = fit_wall(picture, matte == 0);
  EXPECT_TRUE(wall.plain());
  const auto under = wall.field.at<cv::Vec3f>(400 / wall.cell, 200 / wall.cell);
  const cv::Vec3b truth = clean.at<cv::Vec3b>(400, 200);
  for (int c = 0; c < 3; ++c) EXPECT_NEAR(under[c], truth[c], 10);
}

TEST(Wall, ASceneIsNotPlain) {
  cv::Mat picture = lit_wall({400, 520});
  cv::RNG rng(5);
  for (int i = 0; i < 80; ++i)
    cv::rectangle(
        picture,
        cv::Rect(rng.uniform(0, 380), rng.uniform(0, 480), rng.uniform(10, 120), rng.uniform(10, 120)),
        cv::Scalar(rng.uniform(0, 255), rng.uniform(0, 255), rng.uniform(0, 255)), -1);
  EXPECT_FALSE(fit_wall(picture, person_matte(picture.size()) == 0).plain());
}

TEST(PushPull, SpreadsWhatIsKnown) {
  cv::Mat value = cv::Mat::zeros(9, 13, CV_32FC3), weight = cv::Mat::zeros(9, 13, CV_32F);
  value.at<cv::Vec3f>(2, 3) = {10, 20, 30};
  weight.at<float>(2, 3) = 1;
  const cv::Mat out = push_pull(value, weight);
  EXPECT_NEAR(out.at<cv::Vec3f>(8, 12)[1], 20, 1e-3);
  EXPECT_NEAR(cv::norm(push_pull(value * 0, weight * 0)), 0, 1e-9);
}

TEST(Shrink, AveragesBlocksAndWhatIsLeft) {
  cv::Mat in = (cv::Mat_<std::uint8_t>(3, 5) << 0, 10, 20, 30, 7, 10, 20, 30, 40, 9, 1, 3, 5, 7, 11);
  const cv::Mat out = shrink(in, 2);
  ASSERT_EQ(out.size(), cv::Size(3, 2));
  EXPECT_EQ(out.at<std::uint8_t>(0, 0), 10);
  EXPECT_EQ(out.at<std::uint8_t>(0, 2), 8);
  EXPECT_EQ(out.at<std::uint8_t>(1, 2), 11);
}

// ---- what the checks measure
// ------------------------------------------------------------------------------------

TEST(WallStats, AVignettedWallIsOneColour) {
  const cv::Mat picture = lit_wall({400, 520});
  const WallStats s = measure_wall(picture, person_matte(picture.size()));
  EXPECT_GT(s.sigma[0], 6);  // as photographed
  EXPECT_LT(s.sigma_flat[0], 4);
  EXPECT_LT(s.gradient, 20);
  EXPECT_LT(s.objects_share, 0.001);
  EXPECT_EQ(find_shadows(s.shade, 8).share, 0);
}

TEST(WallStats, FindsASwitchAndAShadow) {
  cv::Mat picture = lit_wall({400, 520});
  cv::rectangle(picture, {20, 100}, {50, 140}, cv::Scalar(20, 60, 160), -1);
  cv::Mat shade = cv::Mat::ones(picture.size(), CV_32F);
  cv::ellipse(shade, {350, 330}, {25, 110}, 0, 0, 360, 0.7, -1);
  cv::GaussianBlur(shade, shade, {0, 0}, 5);
  for (int y = 0; y < picture.rows; ++y)
    for (int x = 0; x < picture.cols; ++x) picture.at<cv::Vec3b>(y, x) *= shade.at<float>(y, x);
  const cv::Mat matte = person_matte(picture.size());
  const WallStats s = measure_wall(picture, matte);
  ASSERT_FALSE(s.objects.empty());
  EXPECT_GT((s.objects.front() & cv::Rect(20, 100, 31, 41)).area(), 700);
  const Patches shadows = find_shadows(s.shade, 8);
  EXPECT_GT(shadows.share, 0.01);
  EXPECT_EQ(find_shadows(s.shade, 60).share, 0);
}

TEST(GroundStats, TellsPaintFromOffColourAndFringe) {
  const Paint blue{100, 197, 255};
  cv::Mat matte = person_matte({300, 400});
  cv::GaussianBlur(matte, matte, {0, 0}, 1.5);
  const auto composed = [&](const cv::Vec3d& ground, double spill) {
    cv::Mat out(matte.size(), CV_8UC3);
    for (int y = 0; y < out.rows; ++y)
      for (int x = 0; x < out.cols; ++x) {
        const double a = matte.at<std::uint8_t>(y, x) / 255.0;
        for (int c = 0; c < 3; ++c)
          out.at<cv::Vec3b>(y, x)[c] = cv::saturate_cast<std::uint8_t>(a * 40 + (1 - a) * ground[c] +
                                                                       spill * 4 * a * (1 - a) * (230 - 40));
      }
    return out;
  };
  const GroundStats good = measure_ground(composed({100, 197, 255}, 0), matte, blue);
  EXPECT_LT(good.delta_e_mean, 0.1);
  EXPECT_LT(good.sigma[0], 0.5);
  EXPECT_LT(good.fringe, 2);
  EXPECT_GT(measure_ground(composed({67, 142, 219}, 0), matte, blue).delta_e_mean, 10);
  EXPECT_GT(measure_ground(composed({100, 197, 255}, 0.6), matte, blue).fringe, 10);
  EXPECT_EQ(measure_ground(composed({1, 2, 3}, 0), cv::Mat(matte.size(), CV_8U, cv::Scalar(255)), blue).share,
            0);
}

// The bug: grey specks in wet hair sent a photo without any halo to a person (`london` 070).
TEST(GroundStats, SpecksOfLightInHairAreNoTraceOfTheWallASeamIs) {
  const Paint blue{100, 197, 255};
  const cv::Vec3b grey(160, 155, 150);
  cv::Mat matte = person_matte({300, 400});
  cv::GaussianBlur(matte, matte, {0, 0}, 1.5);
  cv::Mat specks(matte.size(), CV_8UC3), seam;
  std::vector<cv::Point> rim;
  for (int y = 0; y < matte.rows; ++y)
    for (int x = 0; x < matte.cols; ++x) {
      const double a = matte.at<std::uint8_t>(y, x) / 255.0;
      specks.at<cv::Vec3b>(y, x) = cv::Vec3d(40, 40, 40) * a + cv::Vec3d(100, 197, 255) * (1 - a);
      if (a > 0.1 && a < 0.9) rim.emplace_back(x, y);
    }
  seam = specks.clone();
  for (std::size_t i = 0; i < rim.size(); ++i) {
    if (rim[i].x % 3 == 0 && rim[i].y % 3 == 0) specks.at<cv::Vec3b>(rim[i]) = grey;
    seam.at<cv::Vec3b>(rim[i]) = grey;
  }
  EXPECT_LT(measure_ground(specks, matte, blue).fringe, 3);
  EXPECT_GT(measure_ground(seam, matte, blue).fringe, 10);
}

}  // namespace
}  // namespace background
