// Wrong use: what must be refused, and with which words.
#include "engine/imaging/ingest.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <thread>

#include "engine/imaging/test_pictures.h"

namespace certphoto {
namespace {

using testing::HasSubstr;
using testing_pictures::Bytes;
using testing_pictures::ExifWriter;
using testing_pictures::Jpeg;
using testing_pictures::JpegOptions;
using testing_pictures::Photo;
using testing_pictures::Save;

constexpr FileFormat kAllFormats[] = {FileFormat::kJpeg, FileFormat::kPng, FileFormat::kTiff,
                                      FileFormat::kWebp, FileFormat::kHeic};

class IngestTest : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(InitImaging()); }
  void TearDown() override { EXPECT_EQ(LiveReferences(), 0); }

  Result<certphoto::Photo> Ingest(const Bytes& file, std::uint32_t min_short_side_px = 0,
                                  const IngestLimits& limits = {}) {
    return IngestPhoto(file, limits, IngestRequest{min_short_side_px}, allocator_);
  }
  static Bytes File(FileFormat format, int width = 96, int height = 64) {
    const auto picture = Photo(width, height);
    return format == FileFormat::kJpeg ? Jpeg(picture) : Save(picture, format);
  }

  Allocator allocator_{std::make_shared<BufferPool>()};
};

void ExpectError(const Error& error, ErrorCode code, const std::string& says) {
  EXPECT_EQ(error.code, code) << error.message;
  EXPECT_THAT(error.message, HasSubstr(says));
}

TEST_F(IngestTest, NothingOneByteAndOtherFiles) {
  const std::string pdf = "%PDF-1.4 and more of it";
  ExpectError(Ingest({}).error(), ErrorCode::kInvalid, "empty");
  ExpectError(Ingest({0xFF}).error(), ErrorCode::kInvalid, "1 bytes");
  ExpectError(Ingest(Bytes(pdf.begin(), pdf.end())).error(), ErrorCode::kUnsupported, "PDF");
  ExpectError(ProbePhoto({}, {}, {}).error(), ErrorCode::kInvalid, "empty");
}

TEST_F(IngestTest, AnotherFormatsNameDoesNotHelpTheMagicBytes) {
  // Each format's signature before the body of another.
  for (const auto of : kAllFormats) {
    const auto signature = File(of);
    for (const auto body : kAllFormats) {
      if (of == body) continue;
      auto file = File(body);
      std::copy_n(signature.begin(), 16, file.begin());
      const auto photo = Ingest(file);
      ASSERT_FALSE(photo);
      EXPECT_EQ(photo.error().code, ErrorCode::kInvalid) << photo.error().message;
    }
  }
}

TEST_F(IngestTest, TruncatedAnywhereIsAnErrorThatSaysSo) {
  for (const auto format : kAllFormats) {
    const auto whole = File(format);
    ASSERT_TRUE(Ingest(whole)) << static_cast<int>(format);
    for (int part = 0; part < 40; ++part) {
      const std::size_t size = whole.size() * static_cast<unsigned>(part) / 40;
      const auto photo = Ingest(Bytes(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size)));
      ASSERT_FALSE(photo) << "format " << static_cast<int>(format) << ", " << size << " of " << whole.size();
      EXPECT_EQ(photo.error().code, ErrorCode::kInvalid) << photo.error().message;
    }
    // The last bytes may be padding in TIFF, whose directory may stand anywhere, and in PNG only its end
    // mark.
    const auto photo = Ingest(Bytes(whole.begin(), whole.end() - 2));
    if (format == FileFormat::kJpeg || format == FileFormat::kWebp) {
      EXPECT_FALSE(photo);
    }
  }
}

TEST_F(IngestTest, ATruncatedJpegSaysHowMuchIsThere) {
  const auto picture = Photo(400, 400);
  for (const bool progressive : {false, true}) {
    JpegOptions options;
    options.progressive = progressive;
    auto file = Jpeg(picture, options);
    file.resize(file.size() / 2);
    const auto photo = Ingest(file);
    ASSERT_FALSE(photo);
    ExpectError(photo.error(), ErrorCode::kInvalid, "truncated");
    EXPECT_THAT(photo.error().message, HasSubstr(progressive ? "in scan" : "% of the picture"));
  }
}

TEST_F(IngestTest, HarmlessTrailingBytesPass) {
  // A motion photo's video, a second picture, a line break from a mailer.
  auto file = File(FileFormat::kJpeg);
  const auto second = File(FileFormat::kJpeg, 32, 32);
  file.insert(file.end(), second.begin(), second.end());
  file.insert(file.end(), 100'000, 0x5A);
  const auto photo = Ingest(file);
  ASSERT_TRUE(photo) << photo.error().message;
  EXPECT_EQ(photo->image->width, 96);
  auto png = File(FileFormat::kPng);
  png.insert(png.end(), {'\r', '\n'});
  EXPECT_TRUE(Ingest(png));
}

TEST_F(IngestTest, HarmlessBytesBetweenMarkersPass) {
  auto file = File(FileFormat::kJpeg);
  // Fill bytes and stray ones before the end mark: phones write both.
  file.insert(file.end() - 2, {0xFF, 0xFF});
  EXPECT_TRUE(Ingest(file));
  file.insert(file.end() - 2, {0x00, 0x12, 0x34});
  EXPECT_TRUE(Ingest(file));
}

TEST_F(IngestTest, DamageInTheMiddleIsNotAGreyPicture) {
  auto file = Jpeg(Photo(400, 400));
  // A marker where picture data should be.
  file[file.size() / 2] = 0xFF;
  file[file.size() / 2 + 1] = 0xD9;
  ExpectError(Ingest(file).error(), ErrorCode::kInvalid, "damaged");

  auto png = Save(Photo(400, 400), FileFormat::kPng);
  png[png.size() / 2] ^= 0x40;
  ExpectError(Ingest(png).error(), ErrorCode::kInvalid, "damaged");
}

Bytes BombPng(std::uint32_t width, std::uint32_t height) {
  auto file = Save(Photo(32, 32), FileFormat::kPng);
  for (int i = 0; i < 4; ++i) {
    file[16 + static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(width >> (24 - 8 * i));
    file[20 + static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(height >> (24 - 8 * i));
  }
  // The checksum of the header, bit by bit (PNG 1.2, annex D).
  std::uint32_t crc = 0xFFFFFFFF;
  for (std::size_t i = 12; i < 29; ++i) {
    crc ^= file[i];
    for (int bit = 0; bit < 8; ++bit) crc = crc & 1 ? 0xEDB88320 ^ crc >> 1 : crc >> 1;
  }
  crc = ~crc;
  for (int i = 0; i < 4; ++i)
    file[29 + static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(crc >> (24 - 8 * i));
  return file;
}

TEST_F(IngestTest, ABombIsRefusedByItsHeader) {
  const auto bomb = BombPng(60'000, 60'000);
  ExpectError(Ingest(bomb).error(), ErrorCode::kLimit, "60000 x 60000 px");
  ExpectError(ProbePhoto(bomb, {}, {}).error(), ErrorCode::kLimit, "over the limit of 30000 px");
  ExpectError(Ingest(BombPng(30'000, 30'000)).error(), ErrorCode::kLimit,
              "900 megapixels: over the limit of 120");
  EXPECT_FALSE(Ingest(BombPng(0x7FFFFFFF, 0x7FFFFFFF)));
  EXPECT_FALSE(Ingest(BombPng(0, 100)));

  // A JPEG header's size field, in the frame marker.
  auto jpeg = File(FileFormat::kJpeg);
  const Bytes frame{0xFF, 0xC0};
  auto at = std::search(jpeg.begin(), jpeg.end(), frame.begin(), frame.end());
  ASSERT_NE(at, jpeg.end());
  std::fill_n(at + 5, 4, std::uint8_t{0xEA});
  ExpectError(Ingest(jpeg).error(), ErrorCode::kLimit, "over the limit");
}

TEST_F(IngestTest, LimitsNameTheirValue) {
  const auto file = File(FileFormat::kJpeg);
  IngestLimits limits;
  limits.max_file_bytes = 100;
  ExpectError(Ingest(file, 0, limits).error(), ErrorCode::kLimit, "over the limit of 100");
  limits = {};
  limits.max_pixels = 6143;
  EXPECT_FALSE(Ingest(file, 0, limits));
  limits.max_pixels = 6144;
  EXPECT_TRUE(Ingest(file, 0, limits));
  limits = {};
  limits.min_side_px = 65;
  ExpectError(Ingest(file, 0, limits).error(), ErrorCode::kLimit, "under the limit of 65 px");
  limits = {};
  limits.max_side_px = 95;
  ExpectError(Ingest(file, 0, limits).error(), ErrorCode::kLimit, "over the limit of 95 px");
  ExpectError(Ingest(Jpeg(Photo(15, 40))).error(), ErrorCode::kLimit, "under the limit of 16 px");
}

TEST_F(IngestTest, TheSmallestPictureAllowed) {
  for (const auto format : kAllFormats) {
    const auto photo = Ingest(File(format, 16, 16), 1200);
    ASSERT_TRUE(photo) << photo.error().message;
    EXPECT_EQ(photo->image->width, 16);
  }
}

TEST_F(IngestTest, EndlessScansAreCutOff) {
  // The refinement of the DC values, over and over: one bit a block, but a pass over the whole picture.
  JpegOptions options;
  options.progressive = true;
  const auto file = Jpeg(Photo(64, 64), options);
  const Bytes scan_mark{0xFF, 0xDA};
  const Bytes dc_refinement{0, 0, 0x10};
  Bytes bomb(file.begin(), file.end() - 2);
  for (auto at = file.begin(); at != file.end();) {
    at = std::search(at, file.end(), scan_mark.begin(), scan_mark.end());
    const auto end = std::search(at + 2, file.end(), scan_mark.begin(), scan_mark.end());
    const auto header_end = at + 2 + *(at + 3);
    if (std::equal(header_end - 3, header_end, dc_refinement.begin())) {
      // The tables between two scans belong to the next one and do no harm here.
      for (int i = 0; i < 200; ++i) bomb.insert(bomb.end(), at, end);
      break;
    }
    at = end;
  }
  ASSERT_GT(bomb.size(), file.size());
  bomb.insert(bomb.end(), {0xFF, 0xD9});
  ExpectError(Ingest(bomb).error(), ErrorCode::kInvalid, "scans");
}

TEST_F(IngestTest, UnusualKindsAreRefusedByName) {
  auto twelve_bits = File(FileFormat::kJpeg);
  const Bytes frame{0xFF, 0xC0};
  const auto at = std::search(twelve_bits.begin(), twelve_bits.end(), frame.begin(), frame.end());
  *(at + 4) = 12;
  ExpectError(Ingest(twelve_bits).error(), ErrorCode::kUnsupported, "8-bit JPEG");

  ExifWriter preview;
  preview.picture_numbers = {{0x00FE, 1}, {0x0100, 64}, {0x0101, 64}};
  auto raw = preview.Write();
  EXPECT_FALSE(Ingest(raw));
}

TEST_F(IngestTest, AProfileThatIsNoProfileIsIgnored) {
  JpegOptions options;
  options.icc = Bytes(500, 0x41);
  auto photo = Ingest(Jpeg(Photo(64, 64), options));
  ASSERT_TRUE(photo) << photo.error().message;
  EXPECT_FALSE(photo->source.converted_icc);
  // A profile for colours the file does not have.
  options.icc = testing_pictures::LinearGreyProfile();
  photo = Ingest(Jpeg(Photo(64, 64), options));
  ASSERT_TRUE(photo) << photo.error().message;
  EXPECT_FALSE(photo->source.converted_icc);
}

TEST_F(IngestTest, ExifDamageCostsNoPhoto) {
  JpegOptions options;
  ExifWriter w;
  w.orientation = 6;
  w.picture_text = {{0x010F, "M\xFFker"}};
  options.exif = w.Write();
  auto photo = Ingest(Jpeg(Photo(96, 64), options));
  ASSERT_TRUE(photo);
  EXPECT_EQ(photo->source.exif.at("Make"), "M\xEF\xBF\xBDker");
  EXPECT_EQ(photo->image->width, 64);
  options.exif.resize(options.exif.size() / 3);
  photo = Ingest(Jpeg(Photo(96, 64), options));
  EXPECT_TRUE(photo);
}

TEST_F(IngestTest, WorkersDoNotDisturbEachOther) {
  std::vector<Bytes> files;
  for (const auto format : kAllFormats) files.push_back(File(format, 200, 150));
  std::vector<std::thread> workers;
  for (unsigned w = 0; w < 4; ++w) {
    workers.emplace_back([&, w] {
      for (unsigned i = 0; i < 40; ++i) {
        const auto& file = files[(i + w) % files.size()];
        const auto photo = Ingest(file);
        EXPECT_TRUE(photo);
        EXPECT_FALSE(
            Ingest(Bytes(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(file.size() / 2))));
      }
    });
  }
  for (auto& worker : workers) worker.join();
}

}  // namespace
}  // namespace certphoto
