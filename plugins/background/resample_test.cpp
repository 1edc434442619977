#include "resample.h"

#include <gtest/gtest.h>

#include <opencv2/imgproc.hpp>

namespace background {
namespace {

struct Frame {
  cv::Mat pixels;
  cph_image image{};
  Frame(int width, int height, double x, double y, double scale)
      : pixels(height, width, CV_8U, cv::Scalar(0)) {
    image.struct_size = sizeof image;
    image.format = CPH_FORMAT_GRAY8;
    image.width = width;
    image.height = height;
    image.stride_bytes = width;
    image.pixels = pixels.data;
    image.placement = {x, y, scale};
  }
  [[nodiscard]] cph::ImageView view() const { return cph::ImageView(&image); }
};

TEST(MatteInFrame, SharesThePixelsWhenNothingChanges) {
  Frame f(30, 40, 0, 0, 0.5);
  EXPECT_EQ(matte_in_frame(f.view(), {30, 40}, {0, 0, 0.5}).data, f.pixels.data);
}

TEST(MatteInFrame, CropsAndShrinksByAreaAndIsEmptyOutside) {
  Frame f(400, 400, 0, 0, 1);
  f.pixels(cv::Rect(100, 100, 200, 300)).setTo(255);
  const cv::Mat out = matte_in_frame(f.view(), {60, 60}, {-100, 80, 0.1});  // source x -100..500, y 80..680
  EXPECT_EQ(out.at<std::uint8_t>(5, 5), 0);
  EXPECT_EQ(out.at<std::uint8_t>(5, 30), 255);
  EXPECT_EQ(out.at<std::uint8_t>(31, 30), 255) << "the last row of the source is not half empty";
  EXPECT_EQ(out.at<std::uint8_t>(40, 30), 0);
}

TEST(MatteInFrame, GrowsWithoutDarkeningTheEdge) {
  Frame f(10, 10, 0, 0, 0.1);
  f.pixels.setTo(255);
  const cv::Mat out = matte_in_frame(f.view(), {100, 100}, {0, 0, 1});
  EXPECT_EQ(cv::countNonZero(out != 255), 0);
}

}  // namespace
}  // namespace background
