#include "light.h"

#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>

#include "drawn_person.h"

namespace background {
namespace {

using test::draw_person;
using test::Drawn;

TEST(Light, OddSizesDoNoHarm) {
  for (const cv::Size size : {cv::Size(1, 1), {40, 1}, {1, 40}, {17, 5}}) {
    cv::Mat behind(size, CV_32FC4, cv::Scalar(200, 200, 200, 4));
    dim_wall(cv::Mat(size, CV_8UC3, cv::Scalar(140, 140, 140)), cv::Mat(size, CV_32F, cv::Scalar(0)), Reach(),
             behind);
    EXPECT_NEAR(behind.at<cv::Vec4f>(0, 0)[0], 140, 1);
  }
}

TEST(Light, ABlackWallIsNoDivisionByZero) {
  cv::Mat behind(30, 30, CV_32FC4, cv::Scalar::all(0));
  dim_wall(cv::Mat(30, 30, CV_8UC3, cv::Scalar::all(0)), cv::Mat(30, 30, CV_32F, cv::Scalar(0)), Reach(),
           behind);
  EXPECT_TRUE(cv::checkRange(behind));
}

// The shadow of the head on the wall was kept as person: it has not the colour of the lit wall.
TEST(Light, TheHeadsShadowOnTheWallIsWallAndTheStrandsBeforeItAreHair) {
  for (const cv::Scalar& wall : {cv::Scalar(226, 227, 226), {150, 180, 215}, {120, 150, 110}}) {
    Drawn d = draw_person({"", wall, {40, 32, 28}, {30, 40, 90}, 60, 0.12}, {480, 640});
    cv::Mat shade;
    const cv::Mat move = (cv::Mat_<double>(2, 3) << 1, 0, 26, 0, 1, 14);
    cv::warpAffine(d.truth, shade, move, d.truth.size(), cv::INTER_LINEAR, cv::BORDER_REPLICATE);
    cv::GaussianBlur(shade, shade, {0, 0}, 6);
    for (int y = 0; y < 640; ++y)
      for (int x = 0; x < 480; ++x) {
        const double dark = 0.3 * shade.at<float>(y, x) * (1 - d.truth.at<float>(y, x));
        for (int c = 0; c < 3; ++c) {
          auto& v = d.photo.at<cv::Vec3b>(y, x)[c];
          v = cv::saturate_cast<std::uint8_t>(v - dark * wall[c]);
        }
      }
    MatteInput input;
    input.photo = d.photo;
    input.working = working_picture(d.photo);
    input.mask = d.mask;
    input.face = d.face;
    cv::Mat matte(d.photo.size(), CV_8U), alpha, mask;
    (void)solve_matte(input, matte);
    cv::Mat shadow =
        (shade > 0.5F) & (d.truth < 0.001F);  // away from the outline, where the drawn mask is off
    cv::erode(shadow, shadow, cv::getStructuringElement(cv::MORPH_RECT, {9, 9}));
    ASSERT_GT(cv::countNonZero(shadow), 300);
    EXPECT_LT(cv::mean(matte, shadow)[0], 0.05 * 255) << wall;
    matte.convertTo(alpha, CV_32F, 1 / 255.0);
    cv::resize(d.mask, mask, d.truth.size());
    EXPECT_LT(3 * cv::norm(alpha, d.truth, cv::NORM_L2SQR), cv::norm(mask, d.truth, cv::NORM_L2SQR)) << wall;
  }
}

// The grain of a wall gave specks round the hair and over light clothes.
TEST(Light, TheGrainOfAWallLeavesNoSpecks) {
  Drawn d = draw_person({"", {228, 229, 230}, {150, 110, 80}, {247, 247, 248}, 30, 0.12}, {480, 640});
  cv::RNG rng(11);
  for (int y = 0; y < 640; ++y)
    for (int x = 0; x < 480; ++x) {
      const double grain =
          (7 * std::sin(x * 0.2) * std::sin(y * 0.17) + rng.gaussian(3)) * (1 - d.truth.at<float>(y, x));
      for (int c = 0; c < 3; ++c) {
        auto& v = d.photo.at<cv::Vec3b>(y, x)[c];
        v = cv::saturate_cast<std::uint8_t>(v + grain);
      }
    }
  MatteInput input;
  input.photo = d.photo;
  input.working = working_picture(d.photo);
  input.mask = d.mask;
  input.face = d.face;
  cv::Mat matte(d.photo.size(), CV_8U), far = d.truth < 0.001F;
  (void)solve_matte(input, matte);
  cv::erode(far, far, cv::getStructuringElement(cv::MORPH_RECT, {13, 13}));
  EXPECT_LT(cv::countNonZero(far & (matte > 25)), 0.002 * cv::countNonZero(far));
}

}  // namespace
}  // namespace background
