#include "refine.h"

#include <gtest/gtest.h>

#include <cmath>
#include <limits>
#include <vector>

namespace background {
namespace {

constexpr std::size_t kPlane = std::size_t(kRefinerHalf) * kRefinerHalf;

TEST(Refine, FoldsAsTheNetworkWasTrained) {
  cv::Mat picture(kRefinerSide, kRefinerSide, CV_8UC3, cv::Scalar(0, 0, 0)),
      mask(kRefinerSide, kRefinerSide, CV_8U, cv::Scalar(0));
  picture.at<cv::Vec3b>(5, 8) = {255, 51, 102};  // odd row, even column: planes 8 to 11
  mask.at<std::uint8_t>(5, 8) = 255;
  std::vector<float> folded(kRefinerInputs * kPlane);
  const cv::Mat logit = fold(picture, mask, folded);
  const std::size_t at = 2 * kRefinerHalf + 4;
  EXPECT_FLOAT_EQ(folded[8 * kPlane + at], 0.5F);
  EXPECT_FLOAT_EQ(folded[9 * kPlane + at], 51 / 255.0F - 0.5F);
  EXPECT_FLOAT_EQ(folded[10 * kPlane + at], 102 / 255.0F - 0.5F);
  EXPECT_NEAR(folded[11 * kPlane + at], std::log(0.9975 / 0.0025) / 6, 1e-5);
  EXPECT_NEAR(logit.at<float>(5, 8), std::log(0.9975 / 0.0025), 1e-4);
  EXPECT_FLOAT_EQ(folded[0], -0.5F);
}

TEST(Refine, NoChangeLeavesTheMask) {
  cv::Mat picture(100, 70, CV_8UC3, cv::Scalar(9, 9, 9)), mask(256, 256, CV_8U, cv::Scalar(64));
  std::vector<float> folded(kRefinerInputs * kPlane), delta(kRefinerOutputs * kPlane, 0.0F);
  const cv::Mat out = unfold(fold(picture, mask, folded), delta);
  EXPECT_NEAR(out.at<float>(7, 300), 64 / 255.0, 1e-5);
}

TEST(Refine, UnfoldsWhereItFolded) {
  const cv::Mat logit = cv::Mat::zeros(kRefinerSide, kRefinerSide, CV_32F);
  std::vector<float> delta(kRefinerOutputs * kPlane, 0.0F);
  delta[3 * kPlane + 10 * kRefinerHalf + 20] = 9;  // odd row, odd column
  delta[1] = std::numeric_limits<float>::quiet_NaN();
  const cv::Mat out = unfold(logit, delta);
  EXPECT_EQ(out.at<float>(21, 41), 1.0F);
  EXPECT_EQ(out.at<float>(0, 2), 0.0F) << "what is no number is wall";
  EXPECT_EQ(out.at<float>(21, 40), 0.5F);
}

}  // namespace
}  // namespace background
