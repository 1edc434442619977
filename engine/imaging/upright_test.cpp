#include "engine/imaging/upright.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

namespace certphoto {
namespace {

// Where EXIF says the stored pixel (x, y) of a w x h picture is seen, written out case by case from the
// definition.
struct Point {
  std::uint32_t x, y;
};
Point Seen(int orientation, std::uint32_t x, std::uint32_t y, std::uint32_t w, std::uint32_t h) {
  switch (orientation) {
    case 2:
      return {w - 1 - x, y};
    case 3:
      return {w - 1 - x, h - 1 - y};
    case 4:
      return {x, h - 1 - y};
    case 5:
      return {y, x};
    case 6:
      return {h - 1 - y, x};
    case 7:
      return {h - 1 - y, w - 1 - x};
    case 8:
      return {y, w - 1 - x};
    default:
      return {x, y};
  }
}

std::uint8_t Sample(std::uint32_t x, std::uint32_t y, int c) {
  return static_cast<std::uint8_t>(x * 7 + y * 31 + static_cast<unsigned>(c) * 101);
}

class UprightTest : public testing::TestWithParam<int> {};

TEST_P(UprightTest, EveryPixelLandsWhereItIsSeen) {
  const Allocator allocator(std::make_shared<BufferPool>());
  const struct { std::uint32_t w, h, strip; } sizes[] = {{1, 1, 16}, {5, 3, 2}, {33, 17, 16}, {40, 64, 64}};
  for (const auto& s : sizes) {
    auto writer = UprightWriter::New({s.w, s.h, GetParam(), 1}, allocator);
    ASSERT_TRUE(writer);
    for (std::uint32_t y = 0; y < s.h; y += s.strip) {
      const std::uint32_t rows = std::min(s.strip, s.h - y);
      const std::size_t stride = s.w * 3 + 5;  // rows further apart than they are long
      std::vector<std::uint8_t> strip(stride * rows);
      for (std::uint32_t r = 0; r < rows; ++r) {
        for (std::uint32_t x = 0; x < s.w; ++x) {
          for (int c = 0; c < 3; ++c)
            strip[r * stride + x * 3 + static_cast<unsigned>(c)] = Sample(x, y + r, c);
        }
      }
      writer->Put(y, rows, strip.data(), stride);
    }
    const auto image = writer->Take();
    ASSERT_EQ(static_cast<std::uint32_t>(image->width), SwapsAxes(GetParam()) ? s.h : s.w);
    for (std::uint32_t y = 0; y < s.h; ++y) {
      for (std::uint32_t x = 0; x < s.w; ++x) {
        const auto at = Seen(GetParam(), x, y, s.w, s.h);
        const auto* pixel = image->pixels + at.y * static_cast<std::uint64_t>(image->stride_bytes) + at.x * 3;
        for (int c = 0; c < 3; ++c) ASSERT_EQ(pixel[c], Sample(x, y, c)) << x << "," << y;
      }
    }
  }
}

// A stored point in full-resolution pixels and its place in a shrunk, upright image are tied by `placement`
// alone.
TEST_P(UprightTest, PlacementIsExactForOddSizes) {
  const Allocator allocator(std::make_shared<BufferPool>());
  constexpr std::uint32_t kWidth = 1351, kHeight = 1001;
  for (const int shrink : {1, 2, 3, 8}) {
    auto writer = UprightWriter::New({kWidth, kHeight, GetParam(), shrink}, allocator);
    ASSERT_TRUE(writer);
    const auto image = writer->Take();
    // The cell (2, 3) of the stored grid: its centre in stored pixels, and where that point is seen.
    const double stored_x = 2.5 * shrink, stored_y = 3.5 * shrink;
    const auto cell =
        Seen(GetParam(), 2, 3, (kWidth + static_cast<unsigned>(shrink) - 1) / static_cast<unsigned>(shrink),
             (kHeight + static_cast<unsigned>(shrink) - 1) / static_cast<unsigned>(shrink));
    const double far_x = kWidth - stored_x, far_y = kHeight - stored_y;
    const double seen[9][2] = {{},
                               {stored_x, stored_y},
                               {far_x, stored_y},
                               {far_x, far_y},
                               {stored_x, far_y},
                               {stored_y, stored_x},
                               {far_y, stored_x},
                               {far_y, far_x},
                               {stored_y, far_x}};
    const auto& place = image->placement;
    const double* source = seen[GetParam()];
    EXPECT_NEAR((source[0] - place.origin_x) * place.scale, cell.x + 0.5, 1e-9);
    EXPECT_NEAR((source[1] - place.origin_y) * place.scale, cell.y + 0.5, 1e-9);
  }
}

TEST_P(UprightTest, DirectRowsAreRowsOfTheImage) {
  const Allocator allocator(std::make_shared<BufferPool>());
  auto writer = UprightWriter::New({10, 4, GetParam(), 1}, allocator);
  ASSERT_TRUE(writer);
  EXPECT_EQ(writer->DirectRow(0) != nullptr, GetParam() == 1 || GetParam() == 4);
  if (GetParam() == 4) {
    EXPECT_EQ(writer->DirectRow(3) + 90, writer->DirectRow(0));
  }
}

INSTANTIATE_TEST_SUITE_P(Orientations, UprightTest, testing::Range(1, 9));

}  // namespace
}  // namespace certphoto
