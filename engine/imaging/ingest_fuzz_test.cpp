// Damaged files by the hundred: any answer but a crash, a hang or a leak is right, and what is accepted is
// whole.
#include <gtest/gtest.h>

#include <random>

#include "engine/imaging/ingest.h"
#include "engine/imaging/test_pictures.h"

namespace certphoto {
namespace {

using testing_pictures::Bytes;
using testing_pictures::ExifWriter;
using testing_pictures::Jpeg;
using testing_pictures::JpegOptions;
using testing_pictures::Photo;
using testing_pictures::Save;
using testing_pictures::SaveOptions;

constexpr int kRoundsPerFile = 60;
constexpr unsigned kSeed = 20240601;

std::vector<Bytes> Seeds() {
  std::vector<Bytes> seeds;
  ExifWriter exif;
  exif.orientation = 6;
  exif.picture_text = {{0x010F, "Maker"}};
  JpegOptions jpeg;
  jpeg.exif = exif.Write();
  jpeg.icc = testing_pictures::WideProfile();
  const auto picture = Photo(160, 120);
  seeds.push_back(Jpeg(picture, jpeg));
  jpeg.restart_rows = 1;
  jpeg.icc.clear();
  seeds.push_back(Jpeg(picture, jpeg));
  jpeg.progressive = true;
  seeds.push_back(Jpeg(picture, jpeg));
  seeds.push_back(Jpeg(Photo(160, 120, 4), {}));
  seeds.push_back(Jpeg(Photo(160, 120, 1), {}));

  SaveOptions other;
  other.icc = testing_pictures::WideProfile();
  other.exif = exif.Write();
  seeds.push_back(Save(picture, FileFormat::kPng, other));
  other.interlace = other.palette = true;
  seeds.push_back(Save(Photo(160, 120, 4), FileFormat::kPng, other));
  seeds.push_back(Save(picture, FileFormat::kTiff, other));
  seeds.push_back(Save(Photo(160, 120, 4), FileFormat::kTiff));
  seeds.push_back(Save(picture, FileFormat::kWebp, other));
  other.lossless = false;
  seeds.push_back(Save(Photo(160, 120, 4), FileFormat::kWebp, other));
  return seeds;
}

Bytes Mutate(Bytes file, std::mt19937& random) {
  const auto any = [&](std::size_t below) {
    return std::uniform_int_distribution<std::size_t>(0, below - 1)(random);
  };
  const std::size_t hits = 1 + any(8);
  for (std::size_t i = 0; i < hits && file.size() > 32; ++i) {
    // Half of the hits go where the structure is: into the first kilobyte.
    const std::size_t at = any(2) == 0 ? any(std::min<std::size_t>(file.size(), 1024)) : any(file.size());
    switch (any(6)) {
      case 0:
        file[at] ^= static_cast<std::uint8_t>(1u << any(8));
        break;
      case 1:
        file[at] = static_cast<std::uint8_t>(any(256));
        break;
      case 2:
        file[at] = any(2) == 0 ? 0xFF : 0x00;
        break;
      case 3:
        file.resize(at + 1);
        break;
      case 4: {  // a piece twice
        const Bytes piece(
            file.begin() + static_cast<std::ptrdiff_t>(at),
            file.begin() + static_cast<std::ptrdiff_t>(std::min(file.size(), at + 1 + any(64))));
        file.insert(file.begin() + static_cast<std::ptrdiff_t>(any(file.size())), piece.begin(), piece.end());
        break;
      }
      default:  // a piece less
        file.erase(file.begin() + static_cast<std::ptrdiff_t>(at),
                   file.begin() + static_cast<std::ptrdiff_t>(std::min(file.size(), at + 1 + any(64))));
    }
  }
  return file;
}

TEST(IngestFuzzTest, DamagedFilesNeverCrash) {
  ASSERT_TRUE(InitImaging());
  const Allocator allocator(std::make_shared<BufferPool>());
  IngestLimits limits;
  limits.max_pixels = 4'000'000;  // a hit in the size field must not make the test slow
  std::mt19937 random(kSeed);
  int accepted = 0, refused = 0;
  for (const auto& seed : Seeds()) {
    for (int round = 0; round < kRoundsPerFile; ++round) {
      const auto file = Mutate(seed, random);
      const auto photo = IngestPhoto(file, limits, IngestRequest{round % 2 == 0 ? 0u : 50u}, allocator);
      if (!photo) {
        ++refused;
        EXPECT_FALSE(photo.error().message.empty());
        EXPECT_NE(photo.error().code, ErrorCode::kInternal) << photo.error().message;
        continue;
      }
      ++accepted;
      const auto& image = *photo->image;
      unsigned sum = 0;  // every byte is there to be read
      for (std::int64_t i = 0; i < image.stride_bytes * image.height; ++i) sum += image.pixels[i];
      EXPECT_LE(sum, 255u * static_cast<unsigned>(image.stride_bytes * image.height));
    }
  }
  EXPECT_GT(refused, 300);
  EXPECT_GT(accepted, 20);
  EXPECT_EQ(LiveReferences(), 0);
}

}  // namespace
}  // namespace certphoto
