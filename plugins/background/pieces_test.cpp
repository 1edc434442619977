#include "pieces.h"

#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>

namespace background {
namespace {

TEST(FindPieces, NothingHasNone) {
  EXPECT_TRUE(find_pieces(cv::Mat(), 0.2F).pieces.empty());
  EXPECT_TRUE(find_pieces(cv::Mat::zeros(3, 4, CV_32F), 0.2F).pieces.empty());
  EXPECT_TRUE(find_pieces(cv::Mat(3, 4, CV_32F, cv::Scalar(0.2F)), 0.2F).pieces.empty());
}

TEST(FindPieces, TouchAtCorners) {
  const cv::Mat values = (cv::Mat_<float>(3, 4) << 1, 0, 0, 0,  //
                          0, 1, 0, 1,                           //
                          0, 0, 0, 1);
  const auto found = find_pieces(values, 0.5F);
  ASSERT_EQ(found.pieces.size(), 2U);
  EXPECT_EQ(found.pieces[0].box, cv::Rect(0, 0, 2, 2));
  EXPECT_EQ(found.pieces[0].area, 2);
  EXPECT_EQ(found.pieces[1].box, cv::Rect(3, 1, 1, 2));
}

// Against OpenCV's labels, on noise at the density where pieces are the most tangled.
TEST(FindPieces, AreThoseOfOpenCv) {
  cv::RNG random(5);
  for (const double density : {0.1, 0.3, 0.4, 0.6}) {
    cv::Mat values(61, 83, CV_32F), labels, stats, centres;
    random.fill(values, cv::RNG::UNIFORM, 0, 1);
    const float above = float(1 - density);
    const int count = cv::connectedComponentsWithStats(values > above, labels, stats, centres, 8, CV_32S);
    const auto found = find_pieces(values, above);
    ASSERT_EQ(found.pieces.size() + 1, std::size_t(count)) << density;
    for (const auto& run : found.runs) {
      const int label = labels.at<int>(run.y, run.from);
      EXPECT_EQ(labels.at<int>(run.y, run.to - 1), label);
      EXPECT_EQ(found.pieces[run.piece].area, stats.at<int>(label, cv::CC_STAT_AREA));
      EXPECT_EQ(found.pieces[run.piece].box.x, stats.at<int>(label, cv::CC_STAT_LEFT));
      EXPECT_EQ(found.pieces[run.piece].box.height, stats.at<int>(label, cv::CC_STAT_HEIGHT));
    }
  }
}

}  // namespace
}  // namespace background
