#include "glint.h"

#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>

namespace background {
namespace {

constexpr int kWindow = 9;
const cv::Scalar kWall(200, 204, 206), kHair(40, 34, 30);

cv::Mat wall_of(cv::Size size, const cv::Scalar& colour) {
  return {size, CV_32FC4, cv::Scalar(colour[0], colour[1], colour[2], 4)};
}

cv::Mat hair_with(const cv::Scalar& spots) {
  cv::Mat picture(60, 80, CV_8UC3, kHair);
  for (int y = 2; y < 60; y += 4)
    for (int x = 2; x < 80; x += 4) picture.at<cv::Vec3b>(y, x) = cv::Vec3b(spots[0], spots[1], spots[2]);
  return picture;
}

double most(const cv::Mat& glints) {
  double high = 0;
  cv::minMaxLoc(glints, nullptr, &high);
  return high;
}

TEST(Glint, OddSizesDoNoHarm) {
  for (const cv::Size size : {cv::Size(1, 1), {1, 40}, {40, 1}, {7, 3}})
    for (const int body : {-5, 0, 1, 1000}) {
      const cv::Mat out =
          find_glints(cv::Mat(size, CV_8UC3, cv::Scalar::all(255)), cv::Mat(size, CV_8U, cv::Scalar(255)),
                      wall_of(size, kWall), body, kWindow);
      EXPECT_EQ(out.size(), size);
      EXPECT_EQ(most(out), body > 0 ? 1 : 0);
    }
}

TEST(Glint, HighlightsBrighterThanTheWallAreFoundOnThePersonsHeadAlone) {
  const cv::Mat picture = hair_with({246, 250, 252});
  cv::Mat person(picture.size(), CV_8U, cv::Scalar(255));
  person.colRange(0, 20).setTo(0);
  const cv::Mat out = find_glints(picture, person, wall_of(picture.size(), kWall), 40, kWindow);
  EXPECT_EQ(most(out.colRange(0, 20)), 0);
  EXPECT_EQ(most(out.rowRange(40, 60)), 0);
  EXPECT_EQ(cv::countNonZero(out(cv::Rect(30, 10, 40, 20)) < 0.9F), 0);
}

TEST(Glint, WallSeenThroughHairIsNone) {
  const cv::Mat picture = hair_with(kWall), all(picture.size(), CV_8U, cv::Scalar(255));
  EXPECT_EQ(most(find_glints(picture, all, wall_of(picture.size(), kWall), 60, kWindow)), 0);
}

TEST(Glint, SkinBrighterThanTheWallIsNone) {
  const cv::Mat picture = hair_with({235, 190, 165}), all(picture.size(), CV_8U, cv::Scalar(255));
  EXPECT_EQ(most(find_glints(picture, all, wall_of(picture.size(), {90, 120, 80}), 60, kWindow)), 0);
}

}  // namespace
}  // namespace background
