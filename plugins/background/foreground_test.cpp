#include "foreground.h"

#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>

#include "certphoto/colour.hpp"
#include "drawn_person.h"

namespace background {
namespace {

TEST(ParsePaint, TakesSixHexDigitsAndNothingElse) {
  for (const char* wrong : {"", "#", "64C5FF", "#64C5F", "#64C5FFF", "#64C5FG", "red", "#-4C5FF", "# 64C5F"})
    EXPECT_FALSE(parse_paint(wrong)) << wrong;
  const auto paint = parse_paint("#64c5FF");
  ASSERT_TRUE(paint);
  EXPECT_EQ(paint->r, 100);
  EXPECT_EQ(paint->g, 197);
  EXPECT_EQ(paint->b, 255);
}

cv::Mat as_bytes(const cv::Mat& alpha) {
  cv::Mat out;
  alpha.convertTo(out, CV_8U, 255);
  return out;
}

const test::Look kLook{"", {214, 216, 220}, {40, 32, 28}, {30, 40, 90}, 80, 0.12};

TEST(Recolour, CoreStaysToTheBitAndWallBecomesPaint) {
  const auto d = test::draw_person(kLook, {480, 640});
  const cv::Mat matte = as_bytes(d.truth);
  cv::Mat out(d.photo.size(), CV_8UC3);
  recolour(d.photo, matte, {100, 197, 255}, out);
  for (int y = 0; y < out.rows; ++y)
    for (int x = 0; x < out.cols; ++x) {
      const auto m = matte.at<std::uint8_t>(y, x);
      if (m == 255) {
        ASSERT_EQ(out.at<cv::Vec3b>(y, x), d.photo.at<cv::Vec3b>(y, x));
      }
      if (m == 0) {
        ASSERT_EQ(out.at<cv::Vec3b>(y, x), cv::Vec3b(100, 197, 255));
      }
    }
}

// Mean CIEDE2000 in the band between the recoloured photo and the same person drawn before that colour.
double fringe(const Paint& paint, bool blend_only) {
  auto look = kLook;
  const auto d = test::draw_person(look, {480, 640}, false);
  look.wall = {double(paint.r), double(paint.g), double(paint.b)};
  const cv::Mat matte = as_bytes(d.truth);
  cv::Mat out(d.photo.size(), CV_8UC3);
  recolour(d.photo, matte, paint, out);
  double sum = 0;
  int n = 0;
  for (int y = 0; y < out.rows; ++y)
    for (int x = 0; x < out.cols; ++x) {
      const float a = d.truth.at<float>(y, x);
      if (a < 0.02F || a > 0.98F) continue;
      const auto& p = d.photo.at<cv::Vec3b>(y, x);
      const double light = 1 - 0.06 * x / out.cols - 0.04 * y / out.rows;
      double want[3], got[3];
      for (int c = 0; c < 3; ++c) {
        const double own = p[c] - (1 - a) * kLook.wall[c] * light;  // alpha F
        want[c] = own + (1 - a) * look.wall[c];
        got[c] = blend_only ? a * p[c] + (1 - a) * look.wall[c] : out.at<cv::Vec3b>(y, x)[c];
      }
      sum += cph::ciede2000(cph::lab_of_mean(want[0], want[1], want[2]),
                            cph::lab_of_mean(got[0], got[1], got[2]));
      ++n;
    }
  return sum / n;
}

TEST(Recolour, LeavesNoFringeOfTheOldWall) {
  for (const Paint paint : {Paint{100, 197, 255}, Paint{255, 255, 255}, Paint{214, 40, 40}}) {
    EXPECT_LT(fringe(paint, false), 2.0);
    EXPECT_LT(3 * fringe(paint, false), fringe(paint, true));
  }
}

TEST(CutOut, CarriesTheMatteAndThePersonsOwnColour) {
  const auto d = test::draw_person(kLook, {480, 640}, false);
  const cv::Mat matte = as_bytes(d.truth);
  cv::Mat out(d.photo.size(), CV_8UC4);
  cut_out(d.photo, matte, out);
  double off = 0;
  int n = 0;
  for (int y = 0; y < 200; ++y)  // the upper part: hair alone, whose colour is known
    for (int x = 0; x < out.cols; ++x) {
      const auto& v = out.at<cv::Vec4b>(y, x);
      ASSERT_EQ(v[3], matte.at<std::uint8_t>(y, x));
      if (v[3] < 64 || v[3] == 255) continue;
      off += std::abs(v[0] - 40.0);
      ++n;
    }
  ASSERT_GT(n, 100);
  EXPECT_LT(off / n, 12);  // the wall is at 214: blending would give 50 to 100
}

TEST(CutOut, OddSizesDoNoHarm) {
  for (const cv::Size size : {cv::Size(1, 1), {1, 9}, {9, 1}, {333, 2}}) {
    const cv::Mat photo(size, CV_8UC3, cv::Scalar(9, 8, 7));
    for (const int level : {0, 128, 255}) {
      const cv::Mat matte(size, CV_8U, cv::Scalar(level));
      cv::Mat rgba(size, CV_8UC4), rgb(size, CV_8UC3);
      cut_out(photo, matte, rgba);
      recolour(photo, matte, {1, 2, 3}, rgb);
      EXPECT_EQ(rgba.at<cv::Vec4b>(0, 0)[3], level);
    }
  }
}

}  // namespace
}  // namespace background
