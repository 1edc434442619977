#include <gtest/gtest.h>

#include <cmath>
#include <numbers>
#include <random>

#include "border.h"
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
    const double u = 2 * std::numbers::pi * (x * 0.31 + y * 0.013),
                 v = 2 * std::numbers::pi * (y * 0.31 - x * 0.013);
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

TEST(Border, NeedsFourLines) {
  EXPECT_LT(find_border(Photo(640, 860, nothing).view()).strength, 0.3);
  EXPECT_LT(find_border(Photo(1, 900, nothing).view()).strength, 0.3);
  // A door behind the person: two lines from edge to edge, and a lintel.
  const auto door = [](int x, int y, int) { return x > 130 && x < 520 && y > 120 ? 60.0 : 0.0; };
  const auto shoulders = [&](int x, int y, int k) { return y > 600 ? -40.0 : door(x, y, k); };
  EXPECT_LT(find_border(Photo(640, 860, shoulders).view()).strength, 0.6);
  // Books, boards: many lines side by side.
  const auto boards = [](int x, int y, int) { return (x / 40) % 2 == 0 || (y / 40) % 2 == 0 ? 50.0 : 0.0; };
  EXPECT_LT(find_border(Photo(640, 860, boards).view()).strength, 0.6);
}

TEST(Border, ASheetOnATable) {
  const auto sheet = [](int x, int y, int) {
    const double u = x + 0.04 * y, v = y - 0.04 * x;
    return u > 110 && u < 560 && v > 100 && v < 700 ? 55.0 : 0.0;
  };
  const auto found = find_border(Photo(640, 860, sheet).view());
  EXPECT_GT(found.strength, 0.8);
  ASSERT_EQ(found.corners.size(), 4U);
  EXPECT_NEAR(found.corners[0].x, 106, 8);
  EXPECT_NEAR(found.corners[0].y, 104, 8);
  EXPECT_NEAR(found.corners[2].x, 531, 8);
  EXPECT_NEAR(found.corners[2].y, 721, 8);
  // One edge outside the photo.
  const auto cut = [](int x, int y, int) { return x > 110 && x < 560 && y < 700 ? 55.0 : 0.0; };
  EXPECT_GT(find_border(Photo(640, 860, cut).view()).strength, 0.8);
}

}  // namespace
}  // namespace certphoto::recapture
