#include "engine/imaging/thumbnail.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "engine/imaging/ingest.h"

namespace certphoto {
namespace {

struct Picture {
  std::vector<std::uint8_t> pixels;
  cph_image image{};
};

// Of one colour; the row gap holds another.
Picture Plain(std::int32_t format, int width, int height, std::vector<std::uint8_t> colour, int gap_bytes) {
  Picture p;
  for (int y = 0; y < height; ++y) {
    for (int x = 0; x < width; ++x) p.pixels.insert(p.pixels.end(), colour.begin(), colour.end());
    p.pixels.insert(p.pixels.end(), static_cast<std::size_t>(gap_bytes), 0xAA);
  }
  p.image.struct_size = sizeof p.image;
  p.image.format = format;
  p.image.width = width;
  p.image.height = height;
  p.image.stride_bytes = static_cast<std::int64_t>(colour.size()) * width + gap_bytes;
  p.image.pixels = p.pixels.data();
  return p;
}

TEST(Thumbnail, WrongUse) {
  const Picture labels = Plain(CPH_FORMAT_LABEL8, 4, 4, {1}, 0);
  const auto wrong_format = EncodeThumbnail(labels.image, 10);
  ASSERT_FALSE(wrong_format);
  EXPECT_EQ(wrong_format.error().code, ErrorCode::kUsage);
  const Picture rgb = Plain(CPH_FORMAT_RGB8, 4, 4, {1, 2, 3}, 0);
  EXPECT_FALSE(EncodeThumbnail(rgb.image, 0));
}

struct Row {
  std::int32_t format;
  std::vector<std::uint8_t> colour;
  int gap_bytes, width, height, max_height;
  int expected_width, expected_height;
  std::vector<int> expected_colour;
};

TEST(Thumbnail, SizeAndColour) {
  const Row table[] = {
      {CPH_FORMAT_RGB8, {100, 197, 255}, 0, 480, 640, 240, 180, 240, {100, 197, 255}},
      {CPH_FORMAT_RGB8, {100, 197, 255}, 7, 300, 400, 40, 30, 40, {100, 197, 255}},
      {CPH_FORMAT_RGBA8, {10, 20, 30, 0}, 0, 60, 80, 40, 30, 40, {255, 255, 255}},
      {CPH_FORMAT_RGBA8, {10, 200, 30, 255}, 3, 60, 80, 40, 30, 40, {10, 200, 30}},
      {CPH_FORMAT_GRAY8, {77}, 1, 60, 80, 40, 30, 40, {77, 77, 77}},
      {CPH_FORMAT_RGB8, {9, 9, 9}, 0, 30, 40, 240, 30, 40, {9, 9, 9}},  // never enlarged
      {CPH_FORMAT_RGB8, {50, 50, 50}, 0, 2000, 16, 16, 2000, 16, {50, 50, 50}},
      {CPH_FORMAT_RGB8, {50, 50, 50}, 0, 70'000, 140, 140, 10'000, 20, {50, 50, 50}},  // no JPEG is wider
                                                                                       // than 65,500
      {CPH_FORMAT_GRAY8, {200}, 0, 20, 900, 700, 16, 700, {200, 200, 200}},
  };
  const Allocator allocator(std::make_shared<BufferPool>());
  for (const Row& row : table) {
    const Picture p = Plain(row.format, row.width, row.height, row.colour, row.gap_bytes);
    const auto jpeg = EncodeThumbnail(p.image, row.max_height);
    ASSERT_TRUE(jpeg) << jpeg.error().message;
    const auto back = IngestPhoto(*jpeg, {}, {0}, allocator);
    ASSERT_TRUE(back) << back.error().message;
    EXPECT_EQ(back->image->width, row.expected_width);
    EXPECT_EQ(back->image->height, row.expected_height);
    for (std::size_t c = 0; c < 3; ++c) EXPECT_NEAR(back->image->pixels[c], row.expected_colour[c], 3);
  }
}

// Stripes of one pixel become their mean, whatever the ratio, but for an eighth: the mean of an odd number of
// them is no half. An edge stays where it was.
TEST(Thumbnail, NothingFineAliasesAndNothingMoves) {
  const Allocator allocator(std::make_shared<BufferPool>());
  for (const int height : {300, 411, 640, 1283}) {
    Picture p = Plain(CPH_FORMAT_GRAY8, 400, height, {0}, 0);
    for (int y = 0; y < height; ++y)
      for (int x = 0; x < 400; ++x)
        p.pixels[static_cast<std::size_t>(y * 400 + x)] =
            static_cast<std::uint8_t>(y < height / 2 ? 255 * (x % 2) : 255);
    const auto back = IngestPhoto(*EncodeThumbnail(p.image, 120, 95), {}, {0}, allocator);
    ASSERT_TRUE(back) << back.error().message;
    const auto at = [&](int x, int y) {
      return back->image->pixels[y * back->image->stride_bytes + 3 * static_cast<std::int64_t>(x)];
    };
    for (int x = 3; x < back->image->width - 3; ++x)
      EXPECT_NEAR(at(x, 20), 128, 30) << height << " px, x " << x;
    EXPECT_LT(at(back->image->width / 2, 57), 150) << height;
    EXPECT_GT(at(back->image->width / 2, 62), 230) << height;
  }
}

}  // namespace
}  // namespace certphoto
