#include "whole_check.h"

#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>

namespace background {
namespace {

constexpr Paint kBlue{100, 197, 255};
constexpr double kLimit = 40;

// A finished page: a white shirt over the lower half, blue above; and the mask of the capture, a quarter its
// size.
struct Page {
  cv::Mat picture{640, 480, CV_8UC3, cv::Scalar(kBlue.r, kBlue.g, kBlue.b)};
  cv::Mat mask = cv::Mat::zeros(160, 120, CV_8U);
  Page() {
    picture(cv::Rect(40, 320, 400, 320)).setTo(cv::Scalar(246, 246, 248));
    mask(cv::Rect(10, 80, 100, 80)).setTo(255);
  }
  [[nodiscard]] Bites look(bool same = false) const {
    return find_bites(picture, mask, 4, kBlue, kLimit, [same](int, int) { return same; });
  }
};

TEST(WholePerson, OddSizesDoNoHarm) {
  const cv::Mat one(1, 1, CV_8UC3, cv::Scalar(kBlue.r, kBlue.g, kBlue.b)), sure(1, 1, CV_8U, cv::Scalar(255));
  EXPECT_EQ(find_bites(one, sure, 1, kBlue, 0.5, [](int, int) { return false; }).boxes.size(), 1U);
  EXPECT_TRUE(find_bites(one, sure * 0, 1, kBlue, 0.5, [](int, int) { return false; }).boxes.empty());
}

TEST(WholePerson, AWholeShirtHasNoBites) {
  EXPECT_EQ(Page().look().largest_px, 0);
}

TEST(WholePerson, AHoleAndABiteOfPaintAreFound) {
  Page page;
  page.picture(cv::Rect(200, 500, 10, 12)).setTo(cv::Scalar(104, 195, 252));  // as JPEG may leave it
  page.picture(cv::Rect(300, 320, 20, 40)).setTo(cv::Scalar(kBlue.r, kBlue.g, kBlue.b));
  const Bites bites = page.look();
  ASSERT_EQ(bites.boxes.size(), 2U);
  EXPECT_TRUE(bites.boxes[0].contains({310, 350}));
  EXPECT_EQ(bites.boxes[1], cv::Rect(200, 500, 10, 12));
}

TEST(WholePerson, SpecksAndTheOutlineAreNone) {
  Page page;
  page.picture(cv::Rect(200, 500, 4, 4)).setTo(cv::Scalar(kBlue.r, kBlue.g, kBlue.b));
  page.picture(cv::Rect(40, 320, 400, 9)).setTo(cv::Scalar(kBlue.r, kBlue.g, kBlue.b));
  const Bites bites = page.look();
  EXPECT_TRUE(bites.boxes.empty());
  EXPECT_EQ(bites.largest_px, 16);
}

TEST(WholePerson, BlueClothesAreClothes) {
  Page page;
  page.picture(cv::Rect(100, 400, 200, 200)).setTo(cv::Scalar(kBlue.r, kBlue.g, kBlue.b));
  EXPECT_TRUE(page.look(true).boxes.empty());
}

}  // namespace
}  // namespace background
