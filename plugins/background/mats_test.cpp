#include "mats.h"

#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>

namespace background {
namespace {

// Mean by division, rounded half up.
int mean_of_block(const cv::Mat& image, int channel, cv::Rect block) {
  block &= cv::Rect(0, 0, image.cols, image.rows);
  int sum = 0;
  for (int y = block.y; y < block.br().y; ++y)
    for (int x = block.x; x < block.br().x; ++x)
      sum += image.ptr<std::uint8_t>(y)[x * image.channels() + channel];
  return (sum + block.area() / 2) / block.area();
}

TEST(Shrink, IsTheMeanOfEachBlockWhateverIsLeftAtTheEdge) {
  cv::theRNG().state = 3;
  for (const int factor : {2, 3, 5, 8, 31}) {
    for (const int type : {CV_8UC1, CV_8UC3}) {
      cv::Mat image(67, 101, type);
      cv::randu(image, 0, 256);
      const cv::Mat out = shrink(image, factor);
      ASSERT_EQ(out.size(), cv::Size((101 + factor - 1) / factor, (67 + factor - 1) / factor));
      for (int y = 0; y < out.rows; ++y)
        for (int x = 0; x < out.cols; ++x)
          for (int c = 0; c < out.channels(); ++c)
            ASSERT_EQ(out.ptr<std::uint8_t>(y)[x * out.channels() + c],
                      mean_of_block(image, c, {x * factor, y * factor, factor, factor}));
    }
  }
}

TEST(Shrink, WhiteStaysWhiteAtTheLimitOfNarrowSums) {
  for (const int factor : {256, 257, 258, 300}) {
    const cv::Mat out = shrink(cv::Mat(factor, 3 * factor, CV_8UC3, cv::Scalar::all(255)), factor);
    EXPECT_EQ(cv::norm(out, cv::Mat(1, 3, CV_8UC3, cv::Scalar::all(255)), cv::NORM_INF), 0);
  }
}

TEST(PushPull, OddGridsOfThreeChannelsAreFilledWithTheOnlyColourKnown) {
  for (const cv::Size size : {cv::Size(1, 1), {1, 9}, {17, 5}, {33, 31}}) {
    cv::Mat value = cv::Mat::zeros(size, CV_32FC3), weight = cv::Mat::zeros(size, CV_32F);
    value.at<cv::Vec3f>(size.height / 2, size.width / 2) = {10, 20, 30};
    weight.at<float>(size.height / 2, size.width / 2) = 1;
    const cv::Mat want(size, CV_32FC3, cv::Scalar(10, 20, 30));
    EXPECT_LT(cv::norm(push_pull(value, weight), want, cv::NORM_INF), 1e-3) << size;
  }
}

TEST(PushPull, NothingKnownIsNothing) {
  EXPECT_EQ(cv::norm(push_pull(cv::Mat::zeros(5, 7, CV_32FC3), cv::Mat::zeros(5, 7, CV_32F))), 0);
}

}  // namespace
}  // namespace background
