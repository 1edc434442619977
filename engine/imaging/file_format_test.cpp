#include "engine/imaging/file_format.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <ostream>
#include <string>
#include <string_view>

namespace certphoto {
namespace {

using namespace std::string_view_literals;
using testing::HasSubstr;

Result<FileFormat> Recognise(std::string_view bytes) {
  return RecogniseFormat({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()});
}

struct Refused {
  const char* name;
  std::string_view bytes;
  ErrorCode code;
  const char* says;
};
void PrintTo(const Refused& row, std::ostream* out) {
  *out << row.name;
}

class RefusedTest : public testing::TestWithParam<Refused> {};

TEST_P(RefusedTest, SaysWhatTheFileLooksLike) {
  const auto format = Recognise(GetParam().bytes);
  ASSERT_FALSE(format);
  EXPECT_EQ(format.error().code, GetParam().code);
  EXPECT_THAT(format.error().message, HasSubstr(GetParam().says));
}

constexpr auto kInvalid = ErrorCode::kInvalid;
constexpr auto kUnsupported = ErrorCode::kUnsupported;
constexpr Refused kRefused[] = {
    {"Empty", ""sv, kInvalid, "empty"},
    {"OneByte", "\xFF"sv, kInvalid, "only 1 bytes"},
    {"TwoBytesOfAJpeg", "\xFF\xD8"sv, kInvalid, "only 2 bytes"},
    {"SevenBytesOfAPng", "\x89PNG\r\n\x1A"sv, kInvalid, "only 7 bytes"},
    {"Zeros", "\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0"sv, kInvalid, "only zeros"},
    {"Pdf", "%PDF-1.7\n%\xE2\xE3"sv, kUnsupported, "PDF"},
    {"Gif", "GIF89a\1\0\1\0\x80\0\0"sv, kUnsupported, "GIF"},
    {"Bmp", "BM\x36\0\0\0\0\0\0\0\x36\0\0\0"sv, kUnsupported, "BMP"},
    {"Svg", "<?xml version=\"1.0\"?>\n<SVG xmlns=\"x\"/>"sv, kUnsupported, "SVG"},
    {"Html", "<!DOCTYPE html><html></html>"sv, kUnsupported, "web page"},
    {"Text", "portrait of a graduate\n"sv, kUnsupported, "text"},
    {"ChineseText", "\xE8\xAF\x81\xE4\xBB\xB6\xE7\x85\xA7: \xE6\xAF\x95\xE4\xB8\x9A"sv, kUnsupported, "text"},
    {"Word", "PK\3\4\x14\0\6\0\x08\0\0\0!\0"sv, kUnsupported, "office document"},
    {"Photoshop", "8BPS\0\1\0\0\0\0\0\0\0\3\0\0"sv, kUnsupported, "Photoshop"},
    {"JpegXl", "\xFF\x0A\xFA\x7F\0\x90\x08\0\0\0\0\0\0\0\0\0"sv, kUnsupported, "JPEG XL"},
    {"Jpeg2000", "\0\0\0\x0CjP  \r\n\x87\n\0\0\0\x14"sv, kUnsupported, "JPEG 2000"},
    {"Avif",
     "\0\0\0\x1C"
     "ftypavif\0\0\0\0avifmif1miaf"sv,
     kUnsupported, "AVIF"},
    {"AvifAsMif1",
     "\0\0\0\x1C"
     "ftypmif1\0\0\0\0mif1avifmiaf"sv,
     kUnsupported, "AVIF"},
    {"Mp4",
     "\0\0\0\x18"
     "ftypmp42\0\0\0\0mp42isom"sv,
     kUnsupported, "video"},
    {"CanonRaw3",
     "\0\0\0\x18"
     "ftypcrx \0\0\0\1crx isom"sv,
     kUnsupported, "raw"},
    {"CanonRaw2", "II*\0\x10\0\0\0CR\2\0\0\0\0\0"sv, kUnsupported, "raw"},
    {"BigTiff", "II+\0\x08\0\0\0\x10\0\0\0\0\0\0\0"sv, kUnsupported, "BigTIFF"},
    {"Video", "RIFF\0\0\0\0AVI LIST"sv, kUnsupported, "video"},
    {"Program",
     "\x7F"
     "ELF\2\1\1\0\0\0\0\0\0\0\0\0"sv,
     kUnsupported, "program"},
    {"Noise", "\xA7\x01\x55\xC3\xF0\x9A\x11\x03\x80\x81\x82\x83\x84\x85\x86\x87"sv, kUnsupported,
     "do not know"},
};
INSTANTIATE_TEST_SUITE_P(All, RefusedTest, testing::ValuesIn(kRefused),
                         [](const auto& info) { return info.param.name; });

TEST(RecogniseFormatTest, KnowsTheFiveFormats) {
  EXPECT_EQ(*Recognise("\xFF\xD8\xFF\xE0\0\x10JFIF"sv), FileFormat::kJpeg);
  EXPECT_EQ(*Recognise("\x89PNG\r\n\x1A\n"sv), FileFormat::kPng);
  EXPECT_EQ(*Recognise("II*\0\x08\0\0\0\0\0\0\0\0\0\0\0"sv), FileFormat::kTiff);
  EXPECT_EQ(*Recognise("MM\0*\0\0\0\x08"sv), FileFormat::kTiff);
  EXPECT_EQ(*Recognise("RIFF\x24\0\0\0WEBPVP8 "sv), FileFormat::kWebp);
  EXPECT_EQ(*Recognise("\0\0\0\x18"
                       "ftypheic\0\0\0\0mif1heic"sv),
            FileFormat::kHeic);
  EXPECT_EQ(*Recognise("\0\0\0\x1C"
                       "ftypmif1\0\0\0\0mif1heixmiaf"sv),
            FileFormat::kHeic);
}

TEST(RecogniseFormatTest, ABoxLengthBeyondTheFileIsHarmless) {
  EXPECT_FALSE(
      Recognise("\xFF\xFF\xFF\xFF"
                "ftypmif1\0\0\0\0mif"sv));
  EXPECT_FALSE(
      Recognise("\0\0\0\0"
                "ftypmif1\0\0\0\0heic"sv));
}

TEST(RecogniseFormatTest, SaysWhatToSendInstead) {
  EXPECT_THAT(Recognise("%PDF-1.4").error().message, HasSubstr("send a JPEG, PNG, TIFF, WebP or HEIC"));
}

}  // namespace
}  // namespace certphoto
