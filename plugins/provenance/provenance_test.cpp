#include <gtest/gtest.h>
#include <jpeglib.h>

#include <cstdio>
#include <cstdlib>
#include <random>

#include "camera_data.h"
#include "collection_window.h"
#include "double_compression.h"
#include "photo_hash.h"
#include "unretouched.h"

namespace certphoto::provenance {
namespace {

using Bytes = std::vector<std::uint8_t>;
using Grey = std::vector<std::uint8_t>;

constexpr int kSide = 512;

Bytes encode(const Grey& picture, int quality, bool progressive = false) {
  jpeg_compress_struct jpeg{};
  jpeg_error_mgr errors{};
  jpeg.err = jpeg_std_error(&errors);
  jpeg_create_compress(&jpeg);
  unsigned char* memory = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&jpeg, &memory, &size);
  jpeg.image_width = jpeg.image_height = kSide;
  jpeg.input_components = 1;
  jpeg.in_color_space = JCS_GRAYSCALE;
  jpeg_set_defaults(&jpeg);
  jpeg_set_quality(&jpeg, quality, TRUE);
  if (progressive) jpeg_simple_progression(&jpeg);
  jpeg_start_compress(&jpeg, TRUE);
  while (jpeg.next_scanline < kSide) {
    auto* row = const_cast<JSAMPROW>(picture.data() + std::size_t(jpeg.next_scanline) * kSide);
    jpeg_write_scanlines(&jpeg, &row, 1);
  }
  jpeg_finish_compress(&jpeg);
  jpeg_destroy_compress(&jpeg);
  Bytes out(memory, memory + size);
  std::free(memory);
  return out;
}

Grey decode(const Bytes& bytes) {
  jpeg_decompress_struct jpeg{};
  jpeg_error_mgr errors{};
  jpeg.err = jpeg_std_error(&errors);
  jpeg_create_decompress(&jpeg);
  jpeg_mem_src(&jpeg, bytes.data(), static_cast<unsigned long>(bytes.size()));
  jpeg_read_header(&jpeg, TRUE);
  jpeg_start_decompress(&jpeg);
  Grey out(std::size_t(kSide) * kSide);
  while (jpeg.output_scanline < kSide) {
    JSAMPROW row = out.data() + std::size_t(jpeg.output_scanline) * kSide;
    jpeg_read_scanlines(&jpeg, &row, 1);
  }
  jpeg_finish_decompress(&jpeg);
  jpeg_destroy_decompress(&jpeg);
  return out;
}

// Something like skin and hair: noise whose power falls with frequency.
Grey texture(unsigned seed) {
  std::mt19937 random(seed);
  std::normal_distribution<double> noise(0, 1);
  std::vector<double> sum(std::size_t(kSide) * kSide, 128);
  for (int cell = 1; cell <= 64; cell *= 2) {
    const int across = kSide / cell + 2;
    std::vector<double> coarse(std::size_t(across) * std::size_t(across));
    for (auto& v : coarse) v = noise(random) * (2 + 2.2 * cell / 8.0);
    for (int y = 0; y < kSide; ++y)
      for (int x = 0; x < kSide; ++x) {
        const double u = double(x) / cell, v = double(y) / cell;
        const auto at = std::size_t(int(v) * across + int(u));
        const double fx = u - int(u), fy = v - int(v);
        const auto below = at + std::size_t(across);
        sum[std::size_t(y) * kSide + std::size_t(x)] +=
            (coarse[at] * (1 - fx) + coarse[at + 1] * fx) * (1 - fy) +
            (coarse[below] * (1 - fx) + coarse[below + 1] * fx) * fy;
      }
  }
  Grey out(sum.size());
  for (std::size_t i = 0; i < sum.size(); ++i) out[i] = std::uint8_t(std::clamp(sum[i], 0.0, 255.0));
  return out;
}

double probability_of(const Bytes& file) {
  const auto histograms = read_jpeg_histograms(file, 1 << 20);
  EXPECT_TRUE(histograms);
  return double_compression_probability(find_double_compression(*histograms).evidence);
}

TEST(JpegHistograms, RefuseWhatIsNoJpeg) {
  const auto good = encode(texture(1), 80);
  EXPECT_FALSE(read_jpeg_histograms({}, 1000));
  EXPECT_FALSE(read_jpeg_histograms(Bytes{0xFF, 0xD8}, 1000));
  EXPECT_FALSE(read_jpeg_histograms(Bytes(1000, 0xFF), 1000));
  EXPECT_FALSE(read_jpeg_histograms(Bytes{0x89, 'P', 'N', 'G', 1, 2, 3, 4, 5, 6, 7, 8}, 1000));
  EXPECT_FALSE(read_jpeg_histograms(Bytes(good.begin(), good.begin() + 30), 1000));
}

TEST(JpegHistograms, DamageNeverCrashes) {
  const auto good = encode(texture(1), 80, true);
  std::mt19937 random(3);
  for (int i = 0; i < 300; ++i) {
    auto bytes = good;
    for (int k = 0; k < 6; ++k) bytes[random() % (i % 2 == 0 ? 700 : bytes.size())] = std::uint8_t(random());
    if (i % 3 == 0) bytes.resize(random() % bytes.size());
    (void)read_jpeg_histograms(bytes, 100'000);
  }
}

TEST(JpegHistograms, ReadTheUpperPartOfSequentialAndProgressiveFilesAlike) {
  const auto picture = texture(2);
  const auto a = read_jpeg_histograms(encode(picture, 80), kSide * 64);
  const auto b = read_jpeg_histograms(encode(picture, 80, true), kSide * 64);
  ASSERT_TRUE(a && b);
  EXPECT_EQ(a->counts, b->counts);
  std::uint32_t blocks = 0;
  for (const auto n : a->counts[8]) blocks += n;
  EXPECT_LE(blocks, 64U * 8);
  EXPECT_GT(blocks, 64U * 7);
}

TEST(DoubleCompression, NothingToTellFromIsNoModes) {
  const auto flat = read_jpeg_histograms(encode(Grey(std::size_t(kSide) * kSide, 128), 80), 1 << 20);
  ASSERT_TRUE(flat);
  EXPECT_EQ(find_double_compression(*flat).modes, 0);
}

TEST(DoubleCompression, ACoarseQuantiserBeforeAFineOneShows) {
  for (unsigned seed = 1; seed <= 4; ++seed)
    for (const auto& [first, second] : {std::pair(60, 90), {75, 95}, {50, 80}, {70, 97}}) {
      const auto picture = texture(seed);
      EXPECT_LT(probability_of(encode(picture, second)), 0.5) << second;
      EXPECT_GT(probability_of(encode(decode(encode(picture, first)), second)), 0.8)
          << first << ' ' << second;
    }
}

TEST(CameraData, KnowsEditorsFrontCamerasAndScreenshots) {
  EXPECT_EQ(editor_in(""), "");
  EXPECT_EQ(editor_in("16.1.1"), "");
  EXPECT_EQ(editor_in("S918BXXU1AWBD"), "");
  EXPECT_EQ(editor_in("Adobe Photoshop 24.0 (Windows)"), "Photoshop");
  EXPECT_EQ(editor_in("MEITU 9.9"), "Meitu");
  EXPECT_EQ(editor_in("美图秀秀"), "美图");
  const auto lens = [](const char* name) {
    return side_of(CameraData::parse(std::string("LensModel=") + name + "\n"));
  };
  EXPECT_EQ(side_of({}), CameraSide::kUnknown);
  EXPECT_EQ(lens("EF 85mm f/1.8"), CameraSide::kUnknown);
  EXPECT_EQ(lens("iPhone 13 front camera 2.71mm f/2.2"), CameraSide::kFront);
  EXPECT_EQ(lens("iPhone 15 back dual wide camera 5.96mm f/1.6"), CameraSide::kRear);
  EXPECT_TRUE(is_screenshot(CameraData::parse("UserComment=Screenshot\nMake=Apple\n")));
  EXPECT_FALSE(is_screenshot(CameraData::parse("Make=Apple\n")));
}

TEST(CameraData, ToleratesLinesThatAreNone) {
  const auto data = CameraData::parse("\n=\nMake\n=x\nModel=a=b\nSoftware=");
  EXPECT_EQ(data.model, "a=b");
  EXPECT_EQ(data.make, "");
}

TEST(CollectionWindow, RefusesWhatIsNoDay) {
  for (const char* text : {"2025-6-12", "2025-13-01", "2025-02-30", "12.06.2025", "2025/06/12", "2025-06-1x"})
    EXPECT_THROW((void)CollectionWindow::between(text, "2025-06-14", 0), cph::Error) << text;
  EXPECT_THROW((void)CollectionWindow::between("2025-06-12", "", 0), cph::Error);
  EXPECT_THROW((void)CollectionWindow::between("2025-06-12", "2025-06-11", 0), cph::Error);
  EXPECT_FALSE(CollectionWindow::between("", "", 0));
  for (const char* text : {"", "    :  :     :  :  ", "0000:00:00 00:00:00", "2025:06:12",
                           "2025:06:12 24:00:00", "2025-06-12 10:00:00"})
    EXPECT_FALSE(parse_exif_time(text)) << text;
  for (const char* text : {"", "8", "+8:00", "+08.00", "Z"}) EXPECT_FALSE(parse_offset(text)) << text;
}

TEST(CollectionWindow, CountsFromItsFirstToItsLastSecond) {
  const auto window = CollectionWindow::between("2025-06-12", "2025-06-14", 300);
  ASSERT_TRUE(window);
  const auto outside = [&](const char* time, const char* offset = "") {
    return window->outside(*parse_exif_time(time), parse_offset(offset));
  };
  EXPECT_EQ(outside("2025:06:12 00:00:00"), 0);
  EXPECT_EQ(outside("2025:06:14 23:59:59"), 0);
  EXPECT_EQ(outside("2025:06:11 23:56:00"), 0);  // within the slack
  EXPECT_EQ(outside("2025:06:11 23:50:00"), 300);
  EXPECT_EQ(outside("2025:06:15 00:09:59"), 300);
  EXPECT_EQ(outside("2025:06:14 18:00:00", "+00:00"), 2 * 3600 + 1 - 300);  // two in the morning in Shanghai
}

// A photo in memory.
class Picture {
 public:
  explicit Picture(Grey bytes) : bytes_(std::move(bytes)) {
    image_.struct_size = sizeof image_;
    image_.format = CPH_FORMAT_GRAY8;
    image_.width = image_.height = kSide;
    image_.stride_bytes = kSide;
    image_.pixels = bytes_.data();
    image_.placement.scale = 1;
  }
  [[nodiscard]] PhotoHashBits hash() const { return hash_of(cph::ImageView(&image_)); }

 private:
  Grey bytes_;
  cph_image image_{};
};

int distance(const PhotoHashBits& a, const PhotoHashBits& b) {
  int bits = 0;
  for (std::size_t i = 0; i < a.size(); ++i) bits += __builtin_popcount(unsigned(a[i] ^ b[i]));
  return bits;
}

TEST(PhotoHash, SurvivesCompressionAndLightAndTellsPicturesApart) {
  const auto picture = texture(7);
  auto lighter = picture;
  for (auto& v : lighter) v = std::uint8_t(std::min(255, v + 10));
  const auto hash = Picture(picture).hash();
  EXPECT_LE(distance(hash, Picture(decode(encode(picture, 60))).hash()), 8);
  EXPECT_LE(distance(hash, Picture(lighter).hash()), 8);
  EXPECT_GE(distance(hash, Picture(texture(8)).hash()), 80);
}

TEST(PhotoHash, OfAFlatPictureIsDefined) {
  EXPECT_EQ(Picture(Grey(std::size_t(kSide) * kSide, 0)).hash(),
            Picture(Grey(std::size_t(kSide) * kSide, 0)).hash());
}

}  // namespace
}  // namespace certphoto::provenance
