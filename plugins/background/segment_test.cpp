#include "segment.h"

#include <gtest/gtest.h>

#include <cmath>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "matte.h"
#include "refine.h"

namespace background {
namespace {

constexpr std::size_t kInputs = std::size_t(kSegmentSide) * kSegmentSide * 3;

std::vector<float> input_of(const cv::Mat& photo) {
  const Working working = working_picture(photo);
  std::vector<float> out(kInputs);
  fill_segment_input(working.picture, working.extent, out);
  return out;
}

TEST(SegmentInput, IsThePhotoStretchedFromNoughtToOne) {
  const std::vector<float> values = input_of(cv::Mat(97, 211, CV_8UC3, cv::Scalar(255, 51, 0)));
  for (std::size_t i = 0; i < kInputs; i += 3) {
    ASSERT_NEAR(values[i], 1, 1e-5);
    ASSERT_NEAR(values[i + 1], 0.2, 1e-5);
    ASSERT_NEAR(values[i + 2], 0, 1e-5);
  }
}

// A photo of which the last working column covers one pixel of four: its network pixels still lie where they
// lie in the photo.
TEST(SegmentInput, AnOddRestDoesNotMoveTheMask) {
  cv::Mat photo(1633, 1225, CV_8UC3, cv::Scalar::all(0));
  photo.colRange(613, 1225).setTo(255);  // from the middle on
  const std::vector<float> values = input_of(photo);
  double light = 0;
  for (int x = 0; x < kSegmentSide; ++x) light += double(values[std::size_t(x) * 3]);
  EXPECT_NEAR(light, kSegmentSide * (1225 - 613) / 1225.0, 0.05);
}

TEST(SegmentInput, TinyPhotosHaveAMaskToo) {
  for (const cv::Size size : {cv::Size(1, 1), {1, 700}, {2000, 3}})
    for (const float v : input_of(cv::Mat(size, CV_8UC3, cv::Scalar::all(102)))) ASSERT_NEAR(v, 0.4, 1e-5);
}

TEST(SegmentOutput, WhatIsNoNumberIsWall) {
  std::vector<float> probability(std::size_t(kSegmentSide) * kSegmentSide, 0.5F);
  probability[0] = std::nanf("");
  probability[1] = 7;
  probability[2] = -1;
  cv::Mat mask(kSegmentSide, kSegmentSide, CV_8U);
  read_segment_output(probability, mask);
  EXPECT_EQ(mask.at<std::uint8_t>(0, 0), 0);
  EXPECT_EQ(mask.at<std::uint8_t>(0, 1), 255);
  EXPECT_EQ(mask.at<std::uint8_t>(0, 2), 0);
  EXPECT_EQ(mask.at<std::uint8_t>(0, 3), 128);
}

// What OpenCV's mean over areas gives, for a picture that shrinks on both axes.
TEST(RefinerInput, IsTheMeanOverEachCell) {
  cv::Mat picture(500, 450, CV_8UC3), want;
  cv::theRNG().state = 5;
  cv::randu(picture, 0, 256);
  cv::resize(picture, want, {kRefinerSide, kRefinerSide}, 0, 0, cv::INTER_AREA);
  constexpr std::size_t kPlane = std::size_t(kRefinerHalf) * kRefinerHalf;
  std::vector<float> folded(kRefinerInputs * kPlane);
  (void)fold(picture, cv::Mat(256, 256, CV_8U, cv::Scalar(0)), folded);
  for (int y = 0; y < kRefinerSide; ++y)
    for (int x = 0; x < kRefinerSide; ++x)
      for (int c = 0; c < 3; ++c) {
        const std::size_t plane = std::size_t((y & 1) * 2 + (x & 1)) * 4 + std::size_t(c);
        const float got = folded[plane * kPlane + std::size_t(y / 2) * kRefinerHalf + std::size_t(x / 2)];
        ASSERT_NEAR((got + 0.5F) * 255, want.at<cv::Vec3b>(y, x)[c], 1.01) << x << " " << y;
      }
}

}  // namespace
}  // namespace background
