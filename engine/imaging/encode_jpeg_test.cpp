#include "engine/imaging/encode_jpeg.h"

#include <gtest/gtest.h>

#include "engine/imaging/ingest.h"

namespace certphoto {
namespace {

struct Picture {
  Picture(std::int32_t format, int width, int height, int bands, int gap_bytes) {
    image.struct_size = sizeof image;
    image.format = format;
    image.width = width;
    image.height = height;
    image.stride_bytes = std::int64_t{width} * bands + gap_bytes;
    pixels.assign(static_cast<std::size_t>(image.stride_bytes * height), 90);
    image.pixels = pixels.data();
  }
  std::vector<std::uint8_t> pixels;
  cph_image image{};
};

TEST(EncodeJpeg, WrongUse) {
  const Picture labels(CPH_FORMAT_LABEL8, 4, 4, 1, 0), clear(CPH_FORMAT_RGBA8, 4, 4, 4, 0);
  for (const auto* picture : {&labels, &clear}) {
    const auto refused = EncodeJpeg(picture->image, 80);
    ASSERT_FALSE(refused);
    EXPECT_EQ(refused.error().code, ErrorCode::kUsage);
  }
  const Picture wide(CPH_FORMAT_GRAY8, 70'000, 1, 1, 0);
  const auto refused = EncodeJpeg(wide.image, 80);
  ASSERT_FALSE(refused);
  EXPECT_EQ(refused.error().code, ErrorCode::kInternal);
  EXPECT_NE(refused.error().message.find("65500"), std::string::npos) << refused.error().message;
}

TEST(EncodeJpeg, ComesBackAsItWas) {
  const Allocator allocator(std::make_shared<BufferPool>());
  for (const auto& [format, bands] : {std::pair{CPH_FORMAT_GRAY8, 1}, std::pair{CPH_FORMAT_RGB8, 3}}) {
    Picture picture(format, 30, 20, bands, 5);
    picture.image.dpi = 300;
    const auto file = EncodeJpeg(picture.image, 90);
    ASSERT_TRUE(file) << file.error().message;
    const auto back = IngestPhoto(*file, {}, {0}, allocator);
    ASSERT_TRUE(back) << back.error().message;
    EXPECT_EQ(back->image->width, 30);
    EXPECT_EQ(back->image->height, 20);
    EXPECT_EQ(back->image->dpi, 300);
    for (int c = 0; c < 3; ++c) EXPECT_NEAR(back->image->pixels[c], 90, 2);
  }
}

}  // namespace
}  // namespace certphoto
