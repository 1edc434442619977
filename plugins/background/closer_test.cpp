#include "closer.h"

#include <gtest/gtest.h>

#include "drawn_person.h"

namespace background {
namespace {

using test::draw_person;

cv::Mat mask_with(cv::Size size, const cv::Rect& person) {
  cv::Mat out = cv::Mat::zeros(size, CV_32F);
  out(person).setTo(1);
  return out;
}

TEST(HeadWindow, NobodyHasNone) {
  EXPECT_TRUE(head_window(cv::Mat::zeros(40, 30, CV_32F)).empty());
}

TEST(HeadWindow, StaysInsideThePicture) {
  for (const cv::Size size : {cv::Size(1, 1), {1, 40}, {40, 1}, {300, 400}}) {
    const cv::Rect window = head_window(cv::Mat::ones(size, CV_32F));
    EXPECT_FALSE(window.empty());
    EXPECT_EQ(window & cv::Rect({0, 0}, size), window);
  }
}

TEST(HeadWindow, HoldsTheHeadAndNotTheShouldersBeside) {
  cv::Mat raw = mask_with({300, 400}, {110, 60, 80, 140});  // head
  raw(cv::Rect(20, 220, 260, 180)).setTo(1);                // shoulders
  const cv::Rect window = head_window(raw);
  EXPECT_EQ(window & cv::Rect(110, 60, 80, 140), cv::Rect(110, 60, 80, 140));
  EXPECT_GT(window.x, 40);
  EXPECT_LT(window.br().x, 260);
}

TEST(TakeIn, TakesTheMeanOfTheLogOdds) {
  cv::Mat raw(400, 300, CV_32F, cv::Scalar(0.5));
  take_in(cv::Mat(384, 384, CV_32F, cv::Scalar(0.9)), {50, 60, 200, 200}, raw);
  EXPECT_NEAR(raw.at<float>(160, 150), 0.75, 1e-5);  // odds 1 and 9: 3
  EXPECT_EQ(raw.at<float>(59, 150), 0.5F);
  EXPECT_EQ(raw.at<float>(160, 250), 0.5F);
}

TEST(TakeIn, LeavesNoStepAtTheWindowsSides) {
  cv::Mat raw(400, 300, CV_32F, cv::Scalar(0.5));
  take_in(cv::Mat(384, 384, CV_32F, cv::Scalar(0.95)), {0, 60, 200, 200}, raw);
  for (int x = 1; x < 300; ++x) EXPECT_LT(std::abs(raw.at<float>(160, x) - raw.at<float>(160, x - 1)), 0.05);
  for (int y = 1; y < 400; ++y) EXPECT_LT(std::abs(raw.at<float>(y, 100) - raw.at<float>(y - 1, 100)), 0.05);
  EXPECT_EQ(raw.at<float>(160, 0), raw.at<float>(160, 100));  // the picture's own side is none
}

TEST(TakeIn, StaysAProbability) {
  cv::Mat raw = mask_with({60, 60}, {0, 0, 30, 60}), closer = mask_with({384, 384}, {200, 0, 184, 384});
  take_in(closer, {0, 0, 60, 60}, raw);
  double least = 0, most = 0;
  cv::minMaxLoc(raw, &least, &most);
  EXPECT_GE(least, 0);
  EXPECT_LE(most, 1);
  EXPECT_NEAR(raw.at<float>(30, 15), 0.5, 1e-5);  // one says surely this, the other surely that
}

}  // namespace
}  // namespace background
