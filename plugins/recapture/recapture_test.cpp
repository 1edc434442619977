#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <random>

#include "head.h"

namespace certphoto::recapture {
namespace {

// A photo in memory: soft shapes and noise, with a pattern on top.
class Photo {
 public:
  template <class Pattern>
  Photo(int width, int height, Pattern pattern) : bytes_(std::size_t(width) * std::size_t(height) * 3) {
    std::mt19937 random(9);
    std::normal_distribution<double> noise(0, 2);
    for (int y = 0; y < height; ++y)
      for (int x = 0; x < width; ++x)
        for (int k = 0; k < 3; ++k) {
          const double soft = 120 + 50 * std::sin(x * 0.011 + k) * std::cos(y * 0.008) + noise(random);
          bytes_[std::size_t((y * width + x) * 3 + k)] =
              std::uint8_t(std::clamp(soft + pattern(x, y, k), 0.0, 255.0));
        }
    image_.struct_size = sizeof image_;
    image_.format = CPH_FORMAT_RGB8;
    image_.width = width;
    image_.height = height;
    image_.stride_bytes = std::int64_t(width) * 3;
    image_.pixels = bytes_.data();
    image_.placement.scale = 1;
  }
  [[nodiscard]] cph::ImageView view() const { return cph::ImageView(&image_); }

 private:
  std::vector<std::uint8_t> bytes_;
  cph_image image_{};
};

double nothing(int, int, int) {
  return 0;
}

double attack(const Photo& photo) {
  const auto likeness = likeness_of(Spectra().measure(photo.view()));
  return std::max(likeness.screen, likeness.print);
}

TEST(Recapture, RefusesAPictureWithoutRoomForTiles) {
  EXPECT_THROW((void)Spectra().measure(Photo(255, 600, nothing).view()), cph::Error);
  EXPECT_THROW((void)Spectra().measure(Photo(600, 1, nothing).view()), cph::Error);
}

TEST(Recapture, FlatPicturesGiveFiniteFeaturesAndNoAlarm) {
  const Photo flat(256, 256, [](int, int, int) { return -1000.0; });
  for (const float v : Spectra().measure(flat.view())) EXPECT_TRUE(std::isfinite(v));
  EXPECT_LT(attack(flat), 0.5);
}

TEST(Recapture, NoiseAndSoftShapesAreNoAlarm) {
  EXPECT_LT(attack(Photo(640, 860, nothing)), 0.2);
}

TEST(Recapture, AGridOfCellsIsOne) {
  const auto cells = [](int x, int y, int k) {
    const double u = 2 * std::numbers::pi * (x * 0.31 + y * 0.013), v = 2 * std::numbers::pi * (y * 0.31 - x * 0.013);
    return 14 * std::cos(u + 2 * k) + 10 * std::cos(v);
  };
  EXPECT_GT(attack(Photo(640, 860, cells)), 0.9);
}

TEST(Recapture, AStripedShirtIsNone) {
  const auto shirt = [](int x, int y, int) {
    return y < 600 ? 0.0 : 30 * std::cos(2 * std::numbers::pi * (x * 0.12 + y * 0.02));
  };
  EXPECT_LT(attack(Photo(640, 860, shirt)), 0.5);
}

TEST(Recapture, BlockEdgesOfJpegAreNone) {
  const auto blocks = [](int x, int y, int) { return x % 8 == 0 || y % 8 == 0 ? 4.0 : 0.0; };
  EXPECT_LT(attack(Photo(640, 860, blocks)), 0.5);
}

}  // namespace
}  // namespace certphoto::recapture
