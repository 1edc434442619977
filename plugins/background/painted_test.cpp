#include "painted.h"

#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>

#include "drawn_person.h"

namespace background {
namespace {

using test::draw_person;
using test::Drawn;

constexpr Paint kBlue{100, 197, 255};

struct Finished {
  cv::Mat photo, mask, truth;
};

// A drawn person painted over blue as the cut-out does it, every pixel moved by at most `noise` levels.
Finished finished(const cv::Scalar& clothes, int noise = 0) {
  const Drawn d = draw_person({"", {214, 216, 220}, {40, 32, 28}, clothes, 60, 0.12}, {480, 640}, false);
  Finished out{d.photo.clone(), {}, d.truth};
  d.mask.convertTo(out.mask, CV_8U, 255);
  cv::RNG rng(3);
  for (int y = 0; y < 640; ++y)
    for (int x = 0; x < 480; ++x) {
      const double light = 1 - 0.06 * x / 480 - 0.04 * y / 640;
      const double wall[3] = {214 * light, 216 * light, 220 * light};
      const int paint[3] = {kBlue.r, kBlue.g, kBlue.b};
      for (int c = 0; c < 3; ++c) {
        auto& v = out.photo.at<cv::Vec3b>(y, x)[c];
        v = cv::saturate_cast<std::uint8_t>(v + (1 - d.truth.at<float>(y, x)) * (paint[c] - wall[c]) +
                                            rng.uniform(-noise, noise + 1));
      }
    }
  return out;
}

double mean_square(const cv::Mat& matte, const cv::Mat& truth) {
  cv::Mat a;
  matte.convertTo(a, CV_32F, 1 / 255.0);
  a -= truth;
  return cv::mean(a.mul(a))[0];
}

TEST(Painted, OddSizesDoNoHarm) {
  for (const cv::Size size : {cv::Size(1, 1), {1, 40}, {40, 1}, {641, 3}}) {
    const cv::Mat photo(size, CV_8UC3, cv::Scalar(kBlue.r, kBlue.g, kBlue.b)),
        mask(3, 3, CV_8U, cv::Scalar(0));
    cv::Mat matte(size, CV_8U);
    EXPECT_TRUE(is_painted(photo, mask, kBlue));
    painted_matte(photo, mask, kBlue, matte);
    EXPECT_EQ(cv::countNonZero(matte), 0);
    EXPECT_FALSE(is_painted(photo, mask + 255, kBlue));  // nothing but person
  }
}

TEST(Painted, OnlyPaintIsPaint) {
  const Finished f = finished({30, 40, 90}, 2);
  EXPECT_TRUE(is_painted(f.photo, f.mask, kBlue));
  EXPECT_FALSE(is_painted(f.photo, f.mask, {90, 190, 250}));
  EXPECT_FALSE(is_painted(finished({30, 40, 90}, 9).photo, f.mask, kBlue));  // a real wall's noise
  cv::Mat lit = f.photo.clone();  // a wall of that colour, its light falling off
  for (int x = 0; x < lit.cols; ++x) lit.col(x) *= 1 - 0.08 * x / lit.cols;
  EXPECT_FALSE(is_painted(lit, f.mask, kBlue));
}

TEST(Painted, OpacityIsRightToTheStrand) {
  for (const cv::Scalar& clothes : {cv::Scalar(30, 40, 90), {248, 248, 248}, {190, 60, 50}}) {
    const Finished f = finished(clothes, 2);
    cv::Mat matte(f.photo.size(), CV_8U), mask;
    painted_matte(f.photo, f.mask, kBlue, matte);
    cv::resize(f.mask, mask, f.photo.size());
    EXPECT_LT(mean_square(matte, f.truth), 0.0006) << clothes;
    EXPECT_LT(8 * mean_square(matte, f.truth), mean_square(mask, f.truth)) << clothes;
  }
}

TEST(Painted, BlueClothesBeforeBluePaintKeepTheMasksOutline) {
  const Finished f = finished({100, 195, 250}, 2);
  cv::Mat matte(f.photo.size(), CV_8U), mask;
  painted_matte(f.photo, f.mask, kBlue, matte);
  cv::resize(f.mask, mask, f.photo.size());
  EXPECT_LT(mean_square(matte, f.truth), 1.5 * mean_square(mask, f.truth));
}

// A strand far from the head was background, and the photo rejected for an uneven one.
TEST(Painted, AStrandThatReachesFarIsThePersons) {
  Finished f = finished({30, 40, 90});
  const cv::Point root(240, 150), tip(400, 60);
  cv::line(f.photo, root, tip, cv::Scalar(40, 32, 28), 3);
  cv::Mat matte(f.photo.size(), CV_8U);
  painted_matte(f.photo, f.mask, kBlue, matte);
  EXPECT_GT(matte.at<std::uint8_t>(tip), 250);
}

TEST(Painted, WhatIsLeftOfTheOldWallIsBackgroundStill) {
  Finished f = finished({30, 40, 90});
  f.photo(cv::Rect(10, 10, 30, 30)).setTo(cv::Scalar(214, 216, 220));
  cv::Mat matte(f.photo.size(), CV_8U);
  painted_matte(f.photo, f.mask, kBlue, matte);
  EXPECT_EQ(cv::countNonZero(matte(cv::Rect(10, 10, 30, 30))), 0);
}

}  // namespace
}  // namespace background
