#include "format_check.h"

#include <gmock/gmock.h>

#include <random>

#include "jpeg_for_test.h"

namespace certphoto::output {
namespace {

FormatLimits Wanted() {
  FormatLimits limits;
  limits.width_px = 48;
  limits.height_px = 64;
  limits.dpi = 300;
  limits.bytes_min = 100;
  limits.bytes_max = 40000;
  limits.quality_min = 60;
  return limits;
}

std::vector<std::string> Problems(const std::vector<std::uint8_t>& file, const FormatLimits& limits) {
  std::vector<std::string> out;
  for (const auto& p : JudgeFormat(ReadJpegMarkers(file), double(file.size()), limits))
    out.emplace_back(p.note);
  return out;
}

struct Case {
  const char* name;
  JpegOptions options;
  std::vector<std::string> problems;
};

TEST(OutputFormat, NamesWhatIsWrong) {
  const Case cases[] = {
      {"as asked", {}, {}},
      {"turned", {.width = 64, .height = 48}, {"wrong_pixels"}},
      {"screen density", {.dpi = 72}, {"wrong_dpi"}},
      {"grey", {.grey = true}, {"wrong_colour"}},
      {"progressive", {.progressive = true}, {"not_baseline"}},
      {"too coarse", {.quality = 55}, {"quality_low"}},
      {"least quality", {.quality = 60}, {}},
      {"camera data", {.app1 = std::string("Exif\0\0MM", 8)}, {"metadata_left"}},
      {"XMP", {.app1 = "http://ns.adobe.com/xap/1.0/"}, {"metadata_left"}},
      {"comment", {.comment = "edited"}, {"metadata_left"}},
      {"all at once",
       {.width = 40, .height = 40, .quality = 20, .dpi = 1, .progressive = true, .comment = "x"},
       {"wrong_pixels", "wrong_dpi", "not_baseline", "quality_low", "metadata_left"}},
  };
  for (const auto& c : cases) EXPECT_EQ(Problems(MakeJpeg(c.options), Wanted()), c.problems) << c.name;
}

TEST(OutputFormat, BytesOutsideTheRange) {
  auto limits = Wanted();
  const auto file = MakeJpeg({});
  limits.bytes_min = double(file.size());
  limits.bytes_max = double(file.size());
  EXPECT_TRUE(Problems(file, limits).empty()) << "the limits themselves are inside";
  limits.bytes_min = double(file.size()) + 1;
  limits.bytes_max.reset();
  EXPECT_THAT(Problems(file, limits), testing::ElementsAre("too_few_bytes"));
  limits.bytes_min.reset();
  limits.bytes_max = double(file.size()) - 1;
  EXPECT_THAT(Problems(file, limits), testing::ElementsAre("too_many_bytes"));
}

TEST(OutputFormat, WhatTheSpecDoesNotStateIsNotAsked) {
  EXPECT_TRUE(Problems(MakeJpeg({.width = 7, .height = 9, .quality = 3, .dpi = 10}), FormatLimits{}).empty());
}

TEST(JpegMarkers, EveryQualityIsRecognised) {
  for (int quality = 1; quality <= 100; ++quality)
    EXPECT_EQ(ReadJpegMarkers(MakeJpeg({.quality = quality})).quality, quality);
}

TEST(JpegMarkers, NotAJpeg) {
  for (const std::vector<std::uint8_t>& file : {std::vector<std::uint8_t>{},
                                                {0xFF},
                                                {0xFF, 0xD8},
                                                {'P', 'N', 'G', 0, 1, 2},
                                                {0xFF, 0xD8, 0xFF, 0xD9}}) {
    EXPECT_FALSE(ReadJpegMarkers(file).complete);
    EXPECT_FALSE(ReadJpegMarkers(file).broken.empty());
  }
}

TEST(JpegMarkers, TruncatedAnywhereIsNotComplete) {
  const auto whole = MakeJpeg({});
  ASSERT_TRUE(ReadJpegMarkers(whole).complete);
  for (std::size_t length = 0; length < whole.size(); ++length)
    EXPECT_FALSE(ReadJpegMarkers(std::span(whole).first(length)).complete) << length;
  auto longer = whole;
  longer.push_back(0);
  EXPECT_FALSE(ReadJpegMarkers(longer).complete) << "something is padded on";
}

// Nothing to assert but that it ends and stays inside its bytes (the sanitizer build sees to that).
TEST(JpegMarkers, AnyBytesGiveAnAnswer) {
  std::mt19937 random(41);
  const auto whole = MakeJpeg({.app1 = std::string("Exif\0\0", 6), .comment = "c"});
  for (int i = 0; i < 20000; ++i) {
    auto file = whole;
    for (int k = 0; k < 1 + i % 8; ++k)
      file[2 + random() % std::min<std::size_t>(file.size() - 2, 700)] = static_cast<std::uint8_t>(random());
    file.resize(2 + random() % (file.size() - 1));
    const auto read = ReadJpegMarkers(file);
    EXPECT_TRUE(read.complete || !read.broken.empty());
  }
}

}  // namespace
}  // namespace certphoto::output
