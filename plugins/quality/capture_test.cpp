// The checks of the capture's colour, coding and proportions.
#include <gtest/gtest.h>

#include "certphoto/fake_host.hpp"
#include "certphoto/mesh_points.hpp"
#include "colour.h"
#include "compression.h"
#include "distortion.h"

namespace certphoto::quality {
namespace {

std::vector<float> face_of(double width, double height) {
  std::vector<float> mesh(468 * 3, 0.0F);
  const auto put = [&](std::size_t point, double x, double y) {
    mesh[3 * point] = float(x), mesh[3 * point + 1] = float(y);
  };
  for (std::size_t i = 0; i < 468; ++i) put(i, 500, 500);
  put(cph::mesh::kSideLeft, 500 - width / 2, 500), put(cph::mesh::kSideRight, 500 + width / 2, 500);
  put(cph::mesh::kForeheadTop, 500, 500 - height / 2), put(cph::mesh::kChin, 500, 500 + height / 2);
  for (const auto& [eye, x] : {std::pair{cph::mesh::kLeftEye, 450.0}, {cph::mesh::kRightEye, 550.0}}) {
    put(eye.outer, x, 450), put(eye.inner, x, 450);
    for (const auto i : eye.upper) put(i, x, 450);
    for (const auto i : eye.lower) put(i, x, 450);
  }
  put(cph::mesh::kCheekLeft, 440, 540), put(cph::mesh::kCheekRight, 560, 540);
  return mesh;
}

void set_source(cph::FakeHost& host, double width, double height, double jpeg_quality) {
  host.set_fact<double>(cph::fact::kSourceInfo, {10}, {width, height, 1e6, 1, 1, 1, 0, 0, 3, jpeg_quality});
}

TEST(CameraDistance, SaysNothingWithoutProof) {
  for (const char* exif :
       {"", "FocalLengthIn35mmFilm=", "FocalLengthIn35mmFilm=abc", "FocalLengthIn35mmFilm=0",
        "FocalLengthIn35mmFilm=-26", "XFocalLengthIn35mmFilm=26", "FocalLength=4.2"})
    EXPECT_FALSE(camera_distance_m(exif, 3000, 4000, 300)) << exif;
  EXPECT_FALSE(camera_distance_m("FocalLengthIn35mmFilm=26", 3000, 3000, 300)) << "cut square";
  EXPECT_FALSE(camera_distance_m("FocalLengthIn35mmFilm=26", 3000, 4000, 0));
  EXPECT_FALSE(camera_distance_m("FocalLengthIn35mmFilm=26", 0, 4000, 100));
}

// 26 mm, 3000x4000: 5000 px of diagonal, 3004 px of focal length; 189 px at a metre.
TEST(CameraDistance, ByThePinhole) {
  EXPECT_NEAR(*camera_distance_m("Make=x\nFocalLengthIn35mmFilm=26\n", 3000, 4000, 189.3), 1.0, 0.01);
  EXPECT_NEAR(*camera_distance_m("FocalLengthIn35mmFilm=26", 4000, 3000, 378.6), 0.5, 0.005);
}

struct DistortionTest : testing::Test {
  DistortionTest() {
    host.set_threshold("image.sharp", "distance_min_m", 0.7);
    host.set_threshold("image.sharp", "oval_ratio_review_min", 1.04);
    host.set_threshold("image.sharp", "oval_ratio_review_max", 1.45);
  }
  std::vector<std::string> notes(double height_over_width, const std::string& exif) {
    host.set_fact<float>(cph::fact::kFaceMesh, {468, 3}, face_of(300, 300 * height_over_width));
    set_source(host, 900, 1200, 90);
    if (!exif.empty())
      host.set_fact<std::uint8_t>(cph::fact::kSourceExif, {std::int64_t(exif.size())},
                                  {exif.begin(), exif.end()});
    host.run(ImageUndistorted());
    std::vector<std::string> out;
    for (const auto& f : host.findings()) {
      EXPECT_EQ(f.verdict, CPH_VERDICT_REVIEW);
      out.emplace_back(f.note);
    }
    return out;
  }
  cph::FakeHost host;
};

using Notes = std::vector<std::string>;

TEST_F(DistortionTest, Verdicts) {
  EXPECT_EQ(notes(1.2, ""), Notes{});
  EXPECT_EQ(notes(0.97, ""), Notes{"stretched"});
  EXPECT_EQ(notes(1.5, ""), Notes{"stretched"});
  // 100 px between the eyes in 1500 px of diagonal: 26 mm is 0.57 m, 50 mm is 1.09 m.
  EXPECT_EQ(notes(1.2, "FocalLengthIn35mmFilm=26"), Notes{"too_close"});
  EXPECT_EQ(notes(1.2, "FocalLengthIn35mmFilm=50"), Notes{});
  EXPECT_EQ(notes(1.5, "FocalLengthIn35mmFilm=26"), (Notes{"too_close", "stretched"}));
}

TEST(ImageCompression, Verdicts) {
  const struct {
    double quality;
    int32_t verdict;
  } rows[] = {{0, CPH_VERDICT_NOT_APPLICABLE},
              {8, CPH_VERDICT_FAIL},
              {20, CPH_VERDICT_REVIEW},
              {60, CPH_VERDICT_PASS}};
  for (const auto& row : rows) {
    cph::FakeHost host;
    host.set_threshold("image.compression", "quality_min", 15);
    host.set_threshold("image.compression", "quality_review_min", 25);
    set_source(host, 900, 1200, row.quality);
    host.run(ImageCompression());
    ASSERT_EQ(host.findings().size(), 1U);
    EXPECT_EQ(host.findings()[0].verdict, row.verdict) << row.quality;
  }
}

TEST(BeyondSkin, IsTheDistanceToTheBox) {
  EXPECT_DOUBLE_EQ(beyond_skin({60, 12, 18}), 0);
  EXPECT_DOUBLE_EQ(beyond_skin({60, 2, 1}), 5);
  EXPECT_DOUBLE_EQ(beyond_skin({60, 15, -15}), 20);
}

TEST(ImageColour, Verdicts) {
  const struct {
    std::array<std::uint8_t, 3> colour;
    const char* note;
    int32_t verdict;
  } rows[] = {
      {{200, 160, 140}, "natural", CPH_VERDICT_PASS},
      {{92, 62, 50}, "natural", CPH_VERDICT_PASS},  // dark skin
      {{128, 128, 128}, "black_and_white", CPH_VERDICT_FAIL},
      {{120, 150, 210}, "cast", CPH_VERDICT_FAIL},  // a blue filter
      {{150, 170, 120}, "cast", CPH_VERDICT_FAIL},  // green light
  };
  for (const auto& row : rows) {
    cph::FakeHost host;
    host.set_threshold("image.colour", "grey_chroma_max", 2);
    host.set_threshold("image.colour", "cast_review", 8);
    host.set_threshold("image.colour", "cast_max", 11);
    const cph_image* image = host.set_image(cph::fact::kSourceImage, CPH_FORMAT_RGB8, 1000, 1000);
    for (int y = 0; y < 1000; ++y) {
      auto* pixels = image->pixels + y * image->stride_bytes;
      for (std::size_t i = 0; i < 3000; ++i) pixels[i] = row.colour[i % 3];
    }
    host.set_fact<float>(cph::fact::kFaceMesh, {468, 3}, face_of(300, 360));
    host.run(ImageColour());
    ASSERT_EQ(host.findings().size(), 1U);
    EXPECT_STREQ(host.findings()[0].note, row.note);
    EXPECT_EQ(host.findings()[0].verdict, row.verdict) << row.note;
  }
}

}  // namespace
}  // namespace certphoto::quality
