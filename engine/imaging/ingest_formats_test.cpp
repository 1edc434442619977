// Right use: every kind of file becomes the same upright sRGB picture.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "engine/imaging/ingest.h"
#include "engine/imaging/test_pictures.h"

namespace certphoto {
namespace {

using testing_pictures::Bytes;
using testing_pictures::ExifWriter;
using testing_pictures::Jpeg;
using testing_pictures::JpegOptions;
using testing_pictures::Paint;
using testing_pictures::Pixels;
using testing_pictures::Save;
using testing_pictures::SaveOptions;

class IngestFormatsTest : public testing::Test {
 protected:
  void SetUp() override { ASSERT_TRUE(InitImaging()); }
  void TearDown() override { EXPECT_EQ(LiveReferences(), 0); }

  certphoto::Photo Ingest(const Bytes& file, std::uint32_t min_short_side_px = 0) {
    auto photo = IngestPhoto(file, {}, IngestRequest{min_short_side_px}, allocator_);
    EXPECT_TRUE(photo) << photo.error().message;
    return photo ? *photo : certphoto::Photo{};
  }

  Allocator allocator_{std::make_shared<BufferPool>()};
};

std::array<int, 3> At(const cph_image& image, int x, int y) {
  const auto* p = image.pixels + y * image.stride_bytes + x * 3;
  return {p[0], p[1], p[2]};
}

void ExpectNear(const std::array<int, 3>& got, const std::array<int, 3>& want, int tolerance) {
  for (std::size_t c = 0; c < 3; ++c) {
    EXPECT_NEAR(got[c], want[c], tolerance) << got[0] << "," << got[1] << "," << got[2];
  }
}

// Four flat quarters: red, green over blue, white. Their borders lie on multiples of 16, so JPEG keeps them
// flat.
constexpr std::array<std::array<int, 3>, 4> kQuarters = {
    {{{220, 30, 40}}, {{40, 200, 60}}, {{30, 50, 210}}, {{240, 240, 240}}}};

Pixels Quarters(int width, int height) {
  return Paint(width, height, 3, [&](int x, int y, int c) {
    return kQuarters[(x < width / 2 ? 0u : 1u) + (y < height / 2 ? 0u : 2u)][static_cast<std::size_t>(c)];
  });
}

// For orientation 1..8: which stored quarter is seen top left, top right, bottom left, bottom right.
constexpr std::array<std::array<std::size_t, 4>, 9> kSeen = {{{},
                                                              {0, 1, 2, 3},
                                                              {1, 0, 3, 2},
                                                              {3, 2, 1, 0},
                                                              {2, 3, 0, 1},
                                                              {0, 2, 1, 3},
                                                              {2, 0, 3, 1},
                                                              {3, 1, 2, 0},
                                                              {1, 3, 0, 2}}};

TEST_F(IngestFormatsTest, EveryOrientationOfEveryFormatIsUpright) {
  const auto quarters = Quarters(128, 64);
  for (int orientation = 1; orientation <= 8; ++orientation) {
    ExifWriter exif;
    exif.orientation = orientation;
    JpegOptions jpeg;
    jpeg.exif = exif.Write();
    SaveOptions other;
    other.exif = jpeg.exif;
    other.exif.insert(other.exif.begin(), {'E', 'x', 'i', 'f', 0, 0});
    const struct {
      const char* name;
      Bytes file;
      std::uint32_t short_side;
      int tolerance;
    } cases[] = {
        {"jpeg", Jpeg(quarters, jpeg), 0, 6},
        {"jpeg at half", Jpeg(quarters, jpeg), 32, 6},
        {"png", Save(quarters, FileFormat::kPng, other), 0, 0},
        {"png at half", Save(quarters, FileFormat::kPng, other), 32, 0},
        {"webp", Save(quarters, FileFormat::kWebp, other), 0, 0},
    };
    for (const auto& c : cases) {
      SCOPED_TRACE(std::string(c.name) + ", orientation " + std::to_string(orientation));
      const auto photo = Ingest(c.file, c.short_side);
      ASSERT_TRUE(photo.image);
      const int w = photo.image->width, h = photo.image->height;
      const int scale = c.short_side == 0 ? 1 : 2;
      EXPECT_EQ(w * scale, orientation < 5 ? 128 : 64);
      EXPECT_EQ(h * scale, orientation < 5 ? 64 : 128);
      EXPECT_EQ(photo.image->placement.scale, 1.0 / scale);
      EXPECT_EQ(photo.source.exif_orientation, orientation);
      EXPECT_EQ(photo.source.width_px, orientation < 5 ? 128u : 64u);
      const int corners[4][2] = {{0, 0}, {w - 1, 0}, {0, h - 1}, {w - 1, h - 1}};
      for (std::size_t corner = 0; corner < 4; ++corner) {
        const auto& want = kQuarters[kSeen[static_cast<std::size_t>(orientation)][corner]];
        ExpectNear(At(*photo.image, corners[corner][0], corners[corner][1]), want, c.tolerance);
      }
    }
  }
}

// TIFF keeps its orientation in its own directory, which libvips' saver does not write: the field is put in
// by hand.
TEST_F(IngestFormatsTest, TiffOrientationIsItsOwnField) {
  auto tiff = Save(Quarters(128, 64), FileFormat::kTiff);
  const auto number = [&](std::size_t at, int size) {
    std::size_t value = 0;
    for (int i = size - 1; i >= 0; --i) value = value << 8 | tiff[at + static_cast<std::size_t>(i)];
    return value;
  };
  ASSERT_EQ(tiff[0], 'I');
  const std::size_t directory = number(4, 4);
  bool found = false;
  for (std::size_t i = 0; i < number(directory, 2); ++i) {
    const std::size_t entry = directory + 2 + 12 * i;
    if (number(entry, 2) != 0x0112) continue;
    tiff[entry + 8] = 6;
    found = true;
  }
  ASSERT_TRUE(found);
  const auto photo = Ingest(tiff);
  ASSERT_TRUE(photo.image);
  EXPECT_EQ(photo.image->width, 64);
  ExpectNear(At(*photo.image, 0, 0), kQuarters[2], 0);
}

TEST_F(IngestFormatsTest, HeicIsTurnedByItsOwnFieldAlone) {
  // An EXIF orientation beside it repeats what the decoder has done already, or lies.
  ExifWriter exif;
  exif.orientation = 6;
  SaveOptions options;
  options.exif = exif.Write();
  options.exif.insert(options.exif.begin(), {'E', 'x', 'i', 'f', 0, 0});
  const auto photo = Ingest(Save(Quarters(128, 64), FileFormat::kHeic, options));
  ASSERT_TRUE(photo.image);
  EXPECT_EQ(photo.source.format, FileFormat::kHeic);
  EXPECT_EQ(photo.image->width, 128);
  ExpectNear(At(*photo.image, 4, 4), kQuarters[0], 12);
  ExpectNear(At(*photo.image, 123, 59), kQuarters[3], 12);
}

TEST_F(IngestFormatsTest, KindsOfJpeg) {
  const auto quarters = Quarters(128, 64);
  for (const bool progressive : {false, true}) {
    for (const bool subsample : {false, true}) {
      for (const bool arithmetic : {false, true}) {
        for (const int restart_rows : {0, 1}) {
          JpegOptions options;
          options.progressive = progressive;
          options.subsample = subsample;
          options.arithmetic = arithmetic;
          options.restart_rows = restart_rows;
          const auto photo = Ingest(Jpeg(quarters, options));
          ASSERT_TRUE(photo.image);
          ExpectNear(At(*photo.image, 127, 0), kQuarters[1], 6);
          EXPECT_EQ(photo.source.jpeg_quality, 90);
        }
      }
    }
  }
}

TEST_F(IngestFormatsTest, GreyBecomesRgb) {
  const auto grey = Paint(64, 48, 1, [](int x, int, int) { return 2 * x + 40; });
  const auto jpeg = Jpeg(grey);
  for (const auto& file : {jpeg, Save(grey, FileFormat::kPng), Save(grey, FileFormat::kTiff)}) {
    const auto photo = Ingest(file);
    ASSERT_TRUE(photo.image);
    EXPECT_EQ(photo.image->format, CPH_FORMAT_RGB8);
    EXPECT_EQ(photo.source.file_channels, 1);
    const auto pixel = At(*photo.image, 30, 20);
    ExpectNear(pixel, {100, 100, 100}, 2);
    EXPECT_EQ(pixel[0], pixel[2]);
  }
}

TEST_F(IngestFormatsTest, SixteenBitsKeepTheirHighByte) {
  const auto deep = Paint(
      64, 48, 3, [](int x, int, int c) { return (x * 4 * 256 + c * 20 * 256 + 77) & 0xFFFF; }, 2);
  for (const auto format : {FileFormat::kPng, FileFormat::kTiff}) {
    const auto photo = Ingest(Save(deep, format));
    ASSERT_TRUE(photo.image);
    ExpectNear(At(*photo.image, 30, 20), {120, 140, 160}, 1);
  }
  const auto grey = Paint(
      64, 48, 1, [](int x, int, int) { return x * 1024; }, 2);
  ExpectNear(At(*Ingest(Save(grey, FileFormat::kPng)).image, 30, 20), {120, 120, 120}, 1);
}

TEST_F(IngestFormatsTest, TransparencyIsLaidOverWhite) {
  // Left: opaque red. Middle: half. Right: nothing, over a black that must not show.
  const auto alpha = [](int x) { return x < 32 ? 255 : x < 64 ? 128 : 0; };
  const auto rgba = Paint(96, 32, 4, [&](int x, int, int c) {
    return c == 3 ? alpha(x) : c == 0 && x < 64 ? 200 : 0;
  });
  for (const auto format : {FileFormat::kPng, FileFormat::kWebp, FileFormat::kTiff}) {
    const auto photo = Ingest(Save(rgba, format));
    ASSERT_TRUE(photo.image);
    EXPECT_EQ(photo.source.file_channels, 4);
    ExpectNear(At(*photo.image, 10, 10), {200, 0, 0}, 1);
    ExpectNear(At(*photo.image, 50, 10), {227, 127, 127}, 2);
    ExpectNear(At(*photo.image, 90, 10), {255, 255, 255}, 0);
    // And shrunk: no dark seam at the transparent edge.
    const auto small = Ingest(Save(rgba, format), 16);
    ASSERT_TRUE(small.image);
    ExpectNear(At(*small.image, 31, 8), {227, 127, 127}, 2);
    ExpectNear(At(*small.image, 32, 8), {255, 255, 255}, 0);
  }
  const auto grey = Paint(96, 32, 2, [&](int x, int, int c) { return c == 1 ? alpha(x) : 0; });
  const auto photo = Ingest(Save(grey, FileFormat::kPng));
  ASSERT_TRUE(photo.image);
  ExpectNear(At(*photo.image, 10, 10), {0, 0, 0}, 0);
  ExpectNear(At(*photo.image, 90, 10), {255, 255, 255}, 0);
}

TEST_F(IngestFormatsTest, PalettesWithAndWithoutTransparency) {
  SaveOptions options;
  options.palette = true;
  const auto photo = Ingest(Save(Quarters(128, 64), FileFormat::kPng, options));
  ASSERT_TRUE(photo.image);
  ExpectNear(At(*photo.image, 127, 0), kQuarters[1], 4);
  const auto rgba = Paint(64, 32, 4, [&](int x, int, int c) { return c == 3 ? (x < 32 ? 255 : 0) : 90; });
  const auto clear = Ingest(Save(rgba, FileFormat::kPng, options));
  ASSERT_TRUE(clear.image);
  ExpectNear(At(*clear.image, 5, 5), {90, 90, 90}, 4);
  ExpectNear(At(*clear.image, 60, 5), {255, 255, 255}, 0);
}

TEST_F(IngestFormatsTest, InterlacedPng) {
  SaveOptions options;
  options.interlace = true;
  const auto photo = Ingest(Save(Quarters(128, 64), FileFormat::kPng, options));
  ASSERT_TRUE(photo.image);
  ExpectNear(At(*photo.image, 0, 63), kQuarters[2], 0);
}

TEST_F(IngestFormatsTest, ProfilesAreConvertedUnlessTheyAreSrgb) {
  // Adobe RGB (128, 200, 100) in sRGB, by the matrices of IEC 61966-2-1 and Adobe RGB (1998).
  const auto flat = Paint(64, 64, 3, [](int, int, int c) {
    return std::array{128, 200, 100}[static_cast<std::size_t>(c)];
  });
  const std::array<int, 3> converted{77, 201, 92};
  JpegOptions jpeg;
  jpeg.quality = 98;
  jpeg.subsample = false;
  jpeg.icc = testing_pictures::WideProfile();
  SaveOptions other;
  other.icc = jpeg.icc;
  for (const auto& file : {Jpeg(flat, jpeg), Save(flat, FileFormat::kPng, other),
                           Save(flat, FileFormat::kTiff, other), Save(flat, FileFormat::kWebp, other)}) {
    const auto photo = Ingest(file);
    ASSERT_TRUE(photo.image);
    EXPECT_TRUE(photo.source.converted_icc);
    ExpectNear(At(*photo.image, 30, 30), converted, 4);
  }
  jpeg.icc = other.icc = testing_pictures::SrgbProfile();
  for (const auto& file : {Jpeg(flat, jpeg), Save(flat, FileFormat::kPng, other)}) {
    const auto photo = Ingest(file);
    EXPECT_FALSE(photo.source.converted_icc);
    ExpectNear(At(*photo.image, 30, 30), {128, 200, 100}, 2);
  }
}

TEST_F(IngestFormatsTest, AProfileAndAnOrientationTogether) {
  ExifWriter exif;
  exif.orientation = 8;
  JpegOptions options;
  options.exif = exif.Write();
  options.icc = testing_pictures::WideProfile();
  const auto turned = Ingest(Jpeg(Quarters(128, 64), options), 32);
  options.exif.clear();
  const auto plain = Ingest(Jpeg(Quarters(128, 64), options), 32);
  ASSERT_TRUE(turned.image && plain.image);
  EXPECT_TRUE(turned.source.converted_icc);
  ASSERT_EQ(turned.image->width, 32);
  for (int i = 0; i < 32; ++i) EXPECT_EQ(At(*turned.image, i, 63 - 2 * i), At(*plain.image, 2 * i, i));
}

TEST_F(IngestFormatsTest, GreyProfiles) {
  const auto grey = Paint(64, 48, 1, [](int, int, int) { return 55; });
  JpegOptions options;
  options.icc = testing_pictures::LinearGreyProfile();
  const auto photo = Ingest(Jpeg(grey, options));
  ASSERT_TRUE(photo.image);
  EXPECT_TRUE(photo.source.converted_icc);
  // 55/255 of the light is 0.5019 in sRGB's own curve (IEC 61966-2-1).
  ExpectNear(At(*photo.image, 30, 20), {128, 128, 128}, 2);
}

TEST_F(IngestFormatsTest, CmykJpegs) {
  // Adobe writes ink inverted: 255 is none.
  const auto ink = Paint(64, 64, 4, [](int x, int, int c) { return x < 32 ? 255 : c == 0 ? 0 : 255; });
  for (const auto colours : {JCS_CMYK, JCS_YCCK}) {
    JpegOptions options;
    options.colours = colours;
    options.quality = 95;
    const auto photo = Ingest(Jpeg(ink, options));
    ASSERT_TRUE(photo.image);
    EXPECT_EQ(photo.source.file_channels, 4);
    ExpectNear(At(*photo.image, 5, 30), {255, 255, 255}, 6);  // paper
    const auto cyan = At(*photo.image, 60, 30);
    EXPECT_LT(cyan[0], 90);
    EXPECT_GT(cyan[2], 180);
  }
}

TEST_F(IngestFormatsTest, CmykTiff) {
  SaveOptions options;
  options.cmyk = true;
  const auto none = Paint(64, 64, 4, [](int x, int, int c) { return x < 32 ? 0 : c == 0 ? 255 : 0; });
  const auto photo = Ingest(Save(none, FileFormat::kTiff, options));
  ASSERT_TRUE(photo.image);
  ExpectNear(At(*photo.image, 5, 30), {255, 255, 255}, 6);
  EXPECT_LT(At(*photo.image, 60, 30)[0], 90);
}

struct ScaleCase {
  int width, height;
  std::uint32_t need;
  int shrink;
};

TEST_F(IngestFormatsTest, TheSmallestScaleThatIsEnough) {
  const ScaleCase cases[] = {{640, 480, 0, 1},   {640, 480, 481, 1}, {640, 480, 480, 1},
                             {640, 480, 241, 1}, {640, 480, 240, 2}, {641, 481, 240, 2},
                             {640, 480, 120, 4}, {640, 480, 60, 8},  {640, 480, 1, 8}};
  for (const auto& c : cases) {
    const auto photo = Ingest(Jpeg(Quarters(c.width, c.height)), c.need);
    ASSERT_TRUE(photo.image);
    EXPECT_EQ(photo.image->placement.scale, 1.0 / c.shrink);
    EXPECT_EQ(photo.image->width, (c.width + c.shrink - 1) / c.shrink);
    EXPECT_EQ(photo.image->placement.origin_x, 0);
    EXPECT_EQ(photo.source.width_px, static_cast<unsigned>(c.width));
  }
  // Formats without a scaled decode are shrunk by any whole number.
  for (const auto format : {FileFormat::kPng, FileFormat::kWebp, FileFormat::kTiff}) {
    const auto photo = Ingest(Save(Quarters(641, 481), format), 160);
    ASSERT_TRUE(photo.image);
    EXPECT_DOUBLE_EQ(photo.image->placement.scale, 1.0 / 3);
    EXPECT_EQ(photo.image->width, 214);
    EXPECT_EQ(photo.image->height, 161);
    ExpectNear(At(*photo.image, 213, 160), kQuarters[3], 1);
  }
}

// The mirrored axis of an odd size: the source pixel at the placement's word is the one in the picture.
TEST_F(IngestFormatsTest, PlacementPointsAtTheRightPixels) {
  // A bright bar, 8 px wide, whose centre is at 101 stored px of 203.
  const auto bar = Paint(203, 120, 3, [](int x, int, int) { return x >= 97 && x < 105 ? 250 : 10; });
  for (const int orientation : {1, 2, 3, 6, 8}) {
    ExifWriter exif;
    exif.orientation = orientation;
    JpegOptions options;
    options.exif = exif.Write();
    options.subsample = false;
    const auto photo = Ingest(Jpeg(bar, options), 60);
    ASSERT_TRUE(photo.image);
    const auto& image = *photo.image;
    ASSERT_EQ(image.placement.scale, 0.5);
    const bool turned = orientation >= 5;
    const int length = turned ? image.height : image.width;
    double light = 0, moment = 0;
    for (int i = 0; i < length; ++i) {
      const double v = (turned ? At(image, 20, i) : At(image, i, 20))[1] - 10;
      light += v;
      moment += v * (i + 0.5);
    }
    const double origin = turned ? image.placement.origin_y : image.placement.origin_x;
    const double source = moment / light / image.placement.scale + origin;
    const double want = orientation == 1 || orientation == 6 ? 101 : 203 - 101;
    EXPECT_NEAR(source, want, 0.1) << "orientation " << orientation;
  }
}

TEST_F(IngestFormatsTest, ResolutionIsReadFromEachFormat) {
  JpegOptions jpeg;
  jpeg.dpi = 300;
  EXPECT_EQ(Ingest(Jpeg(Quarters(64, 64), jpeg)).source.dpi, 300);
  EXPECT_EQ(Ingest(Jpeg(Quarters(64, 64), jpeg), 32).image->dpi, 150);
  EXPECT_EQ(Ingest(Jpeg(Quarters(64, 64))).source.dpi, 0);
  SaveOptions other;
  other.dpi = 300;
  EXPECT_NEAR(Ingest(Save(Quarters(64, 64), FileFormat::kPng, other)).source.dpi, 300, 0.1);
  EXPECT_NEAR(Ingest(Save(Quarters(64, 64), FileFormat::kTiff, other)).source.dpi, 300, 0.1);
}

TEST_F(IngestFormatsTest, ProbeTellsWhatIngestDoes) {
  for (const auto format :
       {FileFormat::kPng, FileFormat::kTiff, FileFormat::kWebp, FileFormat::kHeic, FileFormat::kJpeg}) {
    const auto file =
        format == FileFormat::kJpeg ? Jpeg(Quarters(640, 480)) : Save(Quarters(640, 480), format);
    const auto probe = ProbePhoto(file, {}, {120});
    ASSERT_TRUE(probe) << probe.error().message;
    const auto photo = Ingest(file, 120);
    EXPECT_EQ(probe->source.format, format);
    EXPECT_EQ(probe->source.width_px, photo.source.width_px);
    EXPECT_EQ(probe->source.file_bytes, file.size());
    EXPECT_GE(probe->decoded_bytes,
              static_cast<std::uint64_t>(photo.image->stride_bytes * photo.image->height));
    EXPECT_LE(probe->decoded_bytes, 640u * 480 * 8 + (8u << 20));
  }
  // A progressive file needs all its coefficients at once, at any scale.
  JpegOptions progressive;
  progressive.progressive = true;
  const auto plain = ProbePhoto(Jpeg(Quarters(640, 480)), {}, {120});
  const auto heavy = ProbePhoto(Jpeg(Quarters(640, 480), progressive), {}, {120});
  EXPECT_GT(heavy->decoded_bytes, plain->decoded_bytes + 640 * 480 * 2);
}

}  // namespace
}  // namespace certphoto
