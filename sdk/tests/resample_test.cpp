#include "certphoto/resample.hpp"

#include <gmock/gmock.h>

#include <cmath>
#include <vector>

namespace cph {
namespace {

struct Picture {
  int width, height, channels;
  std::vector<std::uint8_t> data;
  Picture(int w, int h, int c, std::uint8_t value = 0)
      : width(w), height(h), channels(c), data(std::size_t(w) * std::size_t(h) * std::size_t(c), value) {}
  [[nodiscard]] std::uint8_t& at(int x, int y, int c) {
    return data[(std::size_t(y) * std::size_t(width) + std::size_t(x)) * std::size_t(channels) +
                std::size_t(c)];
  }
  [[nodiscard]] Pixels view() const {
    return {data.data(), std::int64_t{width} * channels, width, height, channels};
  }
  [[nodiscard]] MutablePixels target() {
    return {data.data(), std::int64_t{width} * channels, width, height, channels};
  }
};

void Paint(Picture& p, std::array<std::uint8_t, 4> colour) {
  for (int y = 0; y < p.height; ++y)
    for (int x = 0; x < p.width; ++x)
      for (int c = 0; c < p.channels; ++c) p.at(x, y, c) = colour[std::size_t(c)];
}

TEST(Resample, FlatStaysExactlyFlatAtAnyScale) {
  for (const double size : {30.0, 47.3, 96.0, 211.7, 300.0}) {
    Picture from(300, 300, 3), to(96, 96, 3);
    Paint(from, {100, 197, 255, 0});
    resample(from.view(), {0.3 * (300 - size), 0.7 * (300 - size), size, size}, {}, to.target());
    for (int y = 0; y < 96; ++y)
      for (int x = 0; x < 96; ++x)
        ASSERT_THAT((std::array{to.at(x, y, 0), to.at(x, y, 1), to.at(x, y, 2)}),
                    testing::ElementsAre(100, 197, 255));
  }
}

TEST(Resample, SameSizeIsACopy) {
  Picture from(33, 21, 3), to(33, 21, 3);
  for (std::size_t i = 0; i < from.data.size(); ++i)
    from.data[i] = static_cast<std::uint8_t>(i * 2654435761U >> 13);
  resample(from.view(), {0, 0, 33, 21}, {}, to.target());
  EXPECT_EQ(from.data, to.data);
}

TEST(Resample, PixelsOutsideThePhotoAreFilledAndNoOthers) {
  Picture from(100, 100, 3, 10), to(60, 60, 3);
  resample(from.view(), {-10, -20, 120, 120}, {1, 2, 3, 0}, to.target());
  for (int y = 0; y < 60; ++y)
    for (int x = 0; x < 60; ++x) {
      const double sx = -10 + (x + 0.5) * 2, sy = -20 + (y + 0.5) * 2;
      const bool inside = sx > 0 && sx < 100 && sy > 0 && sy < 100;
      ASSERT_EQ(to.at(x, y, 0), inside ? 10 : 1) << x << ' ' << y;
      ASSERT_EQ(to.at(x, y, 2), inside ? 10 : 3) << x << ' ' << y;
    }
}

TEST(Resample, AWindowFarOffThePhotoIsAllFill) {
  Picture from(10, 10, 4, 200), to(7, 7, 4, 9);
  resample(from.view(), {1e6, -1e6, 30, 30}, {5, 6, 7, 8}, to.target());
  for (int i = 0; i < 49; ++i) EXPECT_EQ(to.data[std::size_t(i) * 4 + 3], 8);
}

TEST(Resample, OnePixelPhotos) {
  Picture from(1, 1, 3, 77), to(5, 9, 3);
  resample(from.view(), {0, 0, 1, 1}, {}, to.target());
  EXPECT_THAT(to.data, testing::Each(77));
}

// A gradient keeps its place: half a pixel of error would show as a shift of the face between photo and
// product.
TEST(Resample, LinearGradientIsReproducedWithoutShift) {
  Picture from(400, 4, 3), to(100, 1, 3);
  for (int y = 0; y < 4; ++y)
    for (int x = 0; x < 400; ++x)
      for (int c = 0; c < 3; ++c) from.at(x, y, c) = static_cast<std::uint8_t>(x / 2);
  resample(from.view(), {40, 0, 320, 4}, {}, to.target());
  for (int x = 4; x < 96; ++x) EXPECT_NEAR(to.at(x, 0, 1), (40 + (x + 0.5) * 3.2) / 2 - 0.5, 1.0) << x;
}

// The limit that docs/geometry.md states: an edge as soft as a lens makes it leaves at most 3.5 % of its
// contrast beyond its foot.
TEST(Resample, AnEdgeLeavesAlmostNoRing) {
  Picture from(400, 8, 3), to(100, 2, 3);
  for (int y = 0; y < 8; ++y)
    for (int x = 0; x < 400; ++x)
      for (int c = 0; c < 3; ++c)
        from.at(x, y, c) = static_cast<std::uint8_t>(
            std::lround(30 + 200 * 0.5 * (1 + std::erf((x + 0.5 - 200) / (0.7 * std::sqrt(2.0))))));
  resample(from.view(), {0, 0, 400, 8}, {}, to.target());
  for (int x = 0; x < 100; ++x) {
    EXPECT_GE(to.at(x, 0, 0), 30 - 7) << x;
    EXPECT_LE(to.at(x, 0, 0), 230 + 7) << x;
    if (x < 46) {
      EXPECT_EQ(to.at(x, 0, 0), 30) << x;
    }
    if (x > 53) {
      EXPECT_EQ(to.at(x, 0, 0), 230) << x;
    }
  }
}

TEST(Resample, NothingToScaleIsAnError) {
  Picture from(10, 10, 3), to(5, 5, 3), grey(5, 5, 1);
  EXPECT_THROW(resample(from.view(), {0, 0, 0, 10}, {}, to.target()), Error);
  EXPECT_THROW(resample(from.view(), {0, 0, -4, 10}, {}, to.target()), Error);
  EXPECT_THROW(resample(from.view(), {std::nan(""), 0, 10, 10}, {}, to.target()), Error);
  EXPECT_THROW(resample(from.view(), {0, 0, 10, 10}, {}, grey.target()), Error);
}

TEST(Resample, OneSampleAPixel) {
  Picture from(64, 64, 1, 40), to(10, 10, 1);
  resample(from.view(), {3, 5, 50, 50}, {}, to.target());
  EXPECT_THAT(to.data, testing::Each(40));
}

TEST(Resample, HonoursAWiderStride) {
  Picture wide(40, 10, 3, 50), to(5, 5, 3);
  for (int y = 0; y < 10; ++y)
    for (int x = 10; x < 40; ++x)
      for (int c = 0; c < 3; ++c) wide.at(x, y, c) = 255;
  Pixels left = wide.view();
  left.width = 10;
  resample(left, {0, 0, 10, 10}, {}, to.target());
  EXPECT_THAT(to.data, testing::Each(50));
}

}  // namespace
}  // namespace cph
