#include "jpeg_encoder.h"

#include <gmock/gmock.h>
#include <jpeglib.h>
#include <lcms2.h>

#include <algorithm>
#include <cstdio>
#include <string>

#include "srgb_profile.h"

namespace certphoto::exporting {
namespace {

std::vector<std::uint8_t> Picture(int width, int height) {
  std::vector<std::uint8_t> p(std::size_t(width) * std::size_t(height) * 3);
  for (std::size_t i = 0; i < p.size(); ++i) p[i] = static_cast<std::uint8_t>(100 + (i * 2654435761U >> 27));
  return p;
}

std::vector<std::uint8_t> Encoded(int width, int height, JpegSettings settings) {
  const auto p = Picture(width, height);
  std::vector<std::uint8_t> out;
  EncodeJpeg({p.data(), std::int64_t{width} * 3, width, height}, settings, out);
  return out;
}

TEST(JpegEncoder, ReadsBackAsItWasAsked) {
  const auto icc = SrgbProfile();
  const auto file = Encoded(480, 640, {90, Chroma::k444, 300, icc});
  jpeg_error_mgr errors;
  jpeg_decompress_struct jpeg{};
  jpeg.err = jpeg_std_error(&errors);
  jpeg_create_decompress(&jpeg);
  jpeg_save_markers(&jpeg, JPEG_APP0 + 2, 0xFFFF);
  jpeg_mem_src(&jpeg, file.data(), file.size());
  ASSERT_EQ(jpeg_read_header(&jpeg, TRUE), JPEG_HEADER_OK);
  EXPECT_EQ(jpeg.image_width, 480U);
  EXPECT_EQ(jpeg.image_height, 640U);
  EXPECT_EQ(jpeg.num_components, 3);
  EXPECT_EQ(jpeg.data_precision, 8);
  EXPECT_FALSE(jpeg.progressive_mode);
  EXPECT_EQ(jpeg.density_unit, 1);
  EXPECT_EQ(jpeg.X_density, 300);
  EXPECT_EQ(jpeg.Y_density, 300);
  EXPECT_EQ(jpeg.comp_info[0].h_samp_factor, 1);
  JOCTET* profile = nullptr;
  unsigned int size = 0;
  EXPECT_TRUE(jpeg_read_icc_profile(&jpeg, &profile, &size));
  EXPECT_EQ(std::vector<std::uint8_t>(profile, profile + size), icc);
  free(profile);
  jpeg_destroy_decompress(&jpeg);
}

TEST(JpegEncoder, SamePictureSameBytes) {
  EXPECT_EQ(Encoded(64, 48, {80, Chroma::k420, 300, {}}), Encoded(64, 48, {80, Chroma::k420, 300, {}}));
}

TEST(JpegEncoder, NothingOfTheCameraInIt) {
  const auto file = Encoded(64, 48, {80, Chroma::k420, 300, {}});
  const std::string text(file.begin(), file.end());
  EXPECT_EQ(text.find("Exif"), std::string::npos);
  EXPECT_EQ(text.find("http"), std::string::npos);
}

TEST(JpegEncoder, OnePixelAndOddSizes) {
  for (const auto& [w, h] : {std::pair{1, 1}, {1, 97}, {97, 1}, {17, 33}})
    EXPECT_FALSE(Encoded(w, h, {75, Chroma::k420, 0, {}}).empty());
}

TEST(JpegEncoder, AnImpossibleSizeIsAnErrorInWords) {
  std::vector<std::uint8_t> row(3 * 70000), out;
  try {
    EncodeJpeg({row.data(), 3 * 70000, 70000, 1}, {}, out);
    FAIL() << "70000 px wide accepted";
  } catch (const std::exception& e) {
    EXPECT_THAT(e.what(), testing::HasSubstr("65500"));
  }
}

TEST(SrgbProfile, IsSrgbAlwaysTheSameBytes) {
  const auto bytes = SrgbProfile();
  EXPECT_EQ(bytes, SrgbProfile());
  EXPECT_LT(bytes.size(), 1000U);
  cmsHPROFILE profile = cmsOpenProfileFromMem(bytes.data(), static_cast<cmsUInt32Number>(bytes.size()));
  ASSERT_NE(profile, nullptr);
  // Linear light of sRGB 128, IEC 61966-2-1: 0.2158605.
  auto* curve = static_cast<cmsToneCurve*>(cmsReadTag(profile, cmsSigGreenTRCTag));
  ASSERT_NE(curve, nullptr);
  EXPECT_NEAR(cmsEvalToneCurveFloat(curve, 128.0F / 255), 0.2158605, 1e-4);
  cmsCloseProfile(profile);
}

}  // namespace
}  // namespace certphoto::exporting
