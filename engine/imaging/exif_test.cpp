#include "engine/imaging/exif.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <random>

#include "engine/imaging/test_pictures.h"

namespace certphoto {
namespace {

using namespace std::string_view_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::Pair;
using testing_pictures::Bytes;
using testing_pictures::ExifWriter;

ExifWriter Full(bool big_endian) {
  ExifWriter w;
  w.big_endian = big_endian;
  w.orientation = 6;
  w.picture_text = {{0x010E, "0001"}, {0x010F, "Maker"}, {0x0110, "Model 1"}, {0x0131, "v2"}};
  w.picture_ratios = {{0x011A, {300, 1}}};
  w.picture_numbers = {{0x0128, 2}};
  w.camera_text = {{0x9003, "2024:06:01 10:20:30"}, {0xA434, "wide lens"}};
  w.camera_ratios = {{0x9206, {35, 100}}, {0x920A, {425, 100}}};
  w.camera_numbers = {{0xA405, 26}};
  return w;
}

TEST(ReadExifTest, NothingInNothing) {
  for (const auto bytes :
       {""sv, "E"sv, "Exif\0\0"sv, "Exif\0\0II"sv, "II*\0\xFF\xFF\xFF\xFF"sv, "II*\0\x08\0\0\0"sv,
        "MM\0*\0\0\0\0"sv, "II*\0\0\0\0\0"sv, "XX*\0\x08\0\0\0\0\0"sv}) {
    const auto exif = ReadExif({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
    EXPECT_EQ(exif.orientation, 1);
    EXPECT_THAT(exif.fields, IsEmpty());
  }
}

TEST(ReadExifTest, BothByteOrders) {
  for (const bool big : {false, true}) {
    const auto exif = ReadExif(Full(big).Write());
    EXPECT_EQ(exif.orientation, 6);
    EXPECT_EQ(exif.dpi, 300);
    EXPECT_FALSE(exif.reduced_picture);
    EXPECT_THAT(exif.fields,
                ElementsAre(Pair("DateTimeOriginal", "2024:06:01 10:20:30"), Pair("FocalLength", "4.25"),
                            Pair("FocalLengthIn35mmFilm", "26"), Pair("ImageDescription", "0001"),
                            Pair("LensModel", "wide lens"), Pair("Make", "Maker"), Pair("Model", "Model 1"),
                            Pair("Software", "v2"), Pair("SubjectDistance", "0.35")));
  }
}

TEST(ReadExifTest, WhatIsUnknownHasNoEntry) {
  ExifWriter w;
  w.orientation = 9;
  w.camera_ratios = {{0x9206, {0, 1}}, {0x920A, {5, 0}}};
  w.camera_numbers = {{0xA405, 0}};
  w.picture_text = {{0x010F, "   "}};
  const auto exif = ReadExif(w.Write());
  EXPECT_EQ(exif.orientation, 1);
  EXPECT_THAT(exif.fields, IsEmpty());
}

TEST(ReadExifTest, InfiniteDistanceAndCentimetres) {
  ExifWriter w;
  w.camera_ratios = {{0x9206, {0xFFFFFFFF, 1}}};
  w.picture_ratios = {{0x011A, {100, 1}}};
  w.picture_numbers = {{0x0128, 3}};
  const auto exif = ReadExif(w.Write());
  EXPECT_THAT(exif.fields, ElementsAre(Pair("SubjectDistance", "inf")));
  EXPECT_DOUBLE_EQ(exif.dpi, 254);
}

TEST(ReadExifTest, TextThatIsNotUtf8BecomesUtf8) {
  ExifWriter w;
  w.picture_text = {{0x010F, "Caf\xE9\xFF\x01!"}, {0x0110, std::string(5000, 'x')}};
  const auto exif = ReadExif(w.Write());
  EXPECT_EQ(exif.fields.at("Make"), "Caf\xEF\xBF\xBD\xEF\xBF\xBD !");
  EXPECT_EQ(exif.fields.at("Model"), std::string(256, 'x'));
}

TEST(ReadExifTest, TruncatedAnywhereKeepsWhatIsThere) {
  const auto whole = Full(false).Write();
  for (std::size_t size = 0; size <= whole.size(); ++size) {
    const Bytes part(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
    EXPECT_LE(ReadExif(part).fields.size(), 9u);
  }
}

TEST(ReadExifTest, DamageNeverReadsOutside) {
  std::mt19937 random(1);
  for (int i = 0; i < 20'000; ++i) {
    auto bytes = Full(i % 2 == 0).Write();
    for (int k = 0; k < 4; ++k) bytes[random() % bytes.size()] = static_cast<std::uint8_t>(random());
    const auto exif = ReadExif(bytes);
    EXPECT_GE(exif.orientation, 1);
    EXPECT_LE(exif.orientation, 8);
    for (const auto& [name, text] : exif.fields) EXPECT_LE(text.size(), kMaxExifTextBytes);
  }
}

TEST(ReadExifTest, APreviewFirstIsARawFile) {
  ExifWriter w;
  w.picture_numbers = {{0x00FE, 1}};
  EXPECT_TRUE(ReadExif(w.Write()).reduced_picture);
}

TEST(CleanTextTest, Table) {
  const struct {
    std::string_view raw;
    const char* clean;
  } cases[] = {
      {""sv, ""},
      {"  both ends \n"sv, "both ends"},
      {"cut\0here"sv, "cut"},
      {"\xE8\xAF\x81"sv, "\xE8\xAF\x81"},
      {"half \xE8\xAF"sv, "half \xEF\xBF\xBD\xEF\xBF\xBD"},
      {"\xC0\x80"sv, "\xEF\xBF\xBD\xEF\xBF\xBD"},                    // overlong
      {"\xED\xA0\x80x"sv, "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBDx"},  // a surrogate
      {"\xF0\x9F\x98\x80"sv, "\xF0\x9F\x98\x80"},
      {"\xF4\x90\x80\x80"sv, "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD"},
      {"a\x7F\x1B[31m"sv, "a  [31m"},
  };
  for (const auto& c : cases) EXPECT_EQ(CleanText(c.raw), c.clean);
}

TEST(CleanTextTest, TheLimitNeverCutsACharacter) {
  std::string text;
  for (int i = 0; i < 100; ++i) text += "\xE8\xAF\x81";
  EXPECT_EQ(CleanText(text, 10).size(), 9u);
  EXPECT_EQ(CleanText(text).size(), 255u);
  EXPECT_EQ(CleanText("abc", 0), "");
}

}  // namespace
}  // namespace certphoto
