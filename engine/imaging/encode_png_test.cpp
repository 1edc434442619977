#include "engine/imaging/encode_png.h"

#include <gtest/gtest.h>
#include <vips/vips.h>

#include "engine/imaging/image.h"
#include "engine/imaging/test_pictures.h"

namespace certphoto {
namespace {

class EncodePngTest : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(InitImaging()); }
  Allocator allocator_{std::make_shared<BufferPool>()};
};

TEST_F(EncodePngTest, WhatCannotBeWrittenIsRefused) {
  auto image = *allocator_.NewImage(CPH_FORMAT_GRAY8, 4, 4);
  EXPECT_EQ(EncodePng(*image, 0).error().code, ErrorCode::kUsage);
  EXPECT_EQ(EncodePng(*image, 10).error().code, ErrorCode::kUsage);
  cph_image bad = *image;
  bad.format = CPH_FORMAT_LABEL8;
  EXPECT_EQ(EncodePng(bad).error().code, ErrorCode::kUsage);
  bad = *image;
  bad.pixels = nullptr;
  EXPECT_EQ(EncodePng(bad).error().code, ErrorCode::kUsage);
  bad = *image;
  bad.stride_bytes = 3;
  EXPECT_EQ(EncodePng(bad).error().code, ErrorCode::kUsage);
  bad = *image;
  bad.height = 0;
  EXPECT_EQ(EncodePng(bad).error().code, ErrorCode::kUsage);
}

TEST_F(EncodePngTest, LibpngReadsBackEveryPixelOfEveryFormat) {
  const struct {
    std::int32_t format;
    int channels;
  } formats[] = {{CPH_FORMAT_GRAY8, 1}, {CPH_FORMAT_RGB8, 3}, {CPH_FORMAT_RGBA8, 4}};
  for (const auto& f : formats) {
    for (const auto& [width, height] : {std::pair{1, 1}, {7, 1}, {1, 9}, {201, 133}}) {
      for (const int compression : {1, 9}) {
        const auto painted = testing_pictures::Photo(width, height, f.channels, 9);
        // A window of a larger picture: its rows lie further apart.
        auto image = *allocator_.NewImage(f.format, width + 3, height);
        cph_image window = *image;
        window.width = width;
        for (int y = 0; y < height; ++y) {
          std::memcpy(window.pixels + y * window.stride_bytes, painted.at(0, y),
                      static_cast<std::size_t>(width * f.channels));
        }
        window.dpi = 300;
        const auto file = EncodePng(window, compression);
        ASSERT_TRUE(file) << file.error().message;

        VipsImage* back = nullptr;
        ASSERT_EQ(vips_pngload_buffer(const_cast<std::uint8_t*>(file->data()), file->size(), &back, "fail_on",
                                      VIPS_FAIL_ON_WARNING, nullptr),
                  0)
            << vips_error_buffer();
        EXPECT_EQ(vips_image_get_width(back), width);
        EXPECT_EQ(vips_image_get_bands(back), f.channels);
        EXPECT_NEAR(vips_image_get_xres(back) * 25.4, 300, 0.01);
        std::size_t size = 0;
        void* pixels = vips_image_write_to_memory(back, &size);
        ASSERT_EQ(size, painted.data.size());
        EXPECT_EQ(std::memcmp(pixels, painted.data.data(), size), 0);
        g_free(pixels);
        g_object_unref(back);
      }
    }
  }
}

TEST_F(EncodePngTest, AProfileTravelsAlong) {
  const auto icc = testing_pictures::WideProfile();
  auto image = *allocator_.NewImage(CPH_FORMAT_RGB8, 20, 20);
  std::memset(image->pixels, 90, 20 * 20 * 3);
  image->icc = icc.data();
  image->icc_bytes = icc.size();
  const auto file = EncodePng(*image);
  image->icc = nullptr;
  ASSERT_TRUE(file);
  VipsImage* back = nullptr;
  ASSERT_EQ(vips_pngload_buffer(const_cast<std::uint8_t*>(file->data()), file->size(), &back, nullptr), 0);
  const void* data = nullptr;
  std::size_t size = 0;
  ASSERT_EQ(vips_image_get_blob(back, VIPS_META_ICC_NAME, &data, &size), 0);
  EXPECT_EQ(testing_pictures::Bytes(static_cast<const std::uint8_t*>(data),
                                    static_cast<const std::uint8_t*>(data) + size),
            icc);
  g_object_unref(back);
}

}  // namespace
}  // namespace certphoto
