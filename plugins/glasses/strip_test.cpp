#include "strip.h"

#include <gtest/gtest.h>

#include <cmath>
#include <vector>

#include "certphoto/mesh_points.hpp"
#include "heads.h"
#include "zones.h"

namespace certphoto::glasses {
namespace {

// A mesh with only the points that the strip reads, eyes `unit` apart around `middle`, turned by `angle`.
std::vector<float> face(cph::Point middle, double unit, double angle) {
  std::vector<float> mesh(cph::mesh::kPoints * 3, 0.0F);
  const auto put = [&](std::size_t index, double right, double down) {
    mesh[3 * index] = float(middle.x + unit * (right * std::cos(angle) - down * std::sin(angle)));
    mesh[3 * index + 1] = float(middle.y + unit * (right * std::sin(angle) + down * std::cos(angle)));
  };
  put(cph::mesh::kLeftEye.outer, -0.75, 0);
  put(cph::mesh::kLeftEye.inner, -0.25, 0);
  put(cph::mesh::kRightEye.outer, 0.75, 0);
  put(cph::mesh::kRightEye.inner, 0.25, 0);
  put(cph::mesh::kChin, 0, 1.8);
  put(cph::mesh::kCheekLeft, -0.6, 0.8);
  put(cph::mesh::kCheekRight, 0.6, 0.8);
  return mesh;
}

// A grey picture painted by a function of the place.
class Picture {
 public:
  template <class Paint>
  Picture(int width, int height, Paint paint) : bytes_(std::size_t(width) * std::size_t(height)) {
    for (int y = 0; y < height; ++y)
      for (int x = 0; x < width; ++x)
        bytes_[std::size_t(y) * std::size_t(width) + std::size_t(x)] = paint(x, y);
    image_.struct_size = sizeof image_;
    image_.format = CPH_FORMAT_GRAY8;
    image_.width = width;
    image_.height = height;
    image_.stride_bytes = width;
    image_.pixels = bytes_.data();
    image_.placement.scale = 1;
  }
  [[nodiscard]] cph::ImageView view() const { return cph::ImageView(&image_); }

 private:
  std::vector<std::uint8_t> bytes_;
  cph_image image_{};
};

TEST(Heads, RefuseFeaturesOfAnotherSize) {
  const std::vector<float> few(kFeatureSize - 1);
  EXPECT_THROW((void)worn_log_odds(few), cph::Error);
  EXPECT_THROW((void)tinted_log_odds({}), cph::Error);
}

TEST(Strip, APictureWithoutDetailHasNoGradientsAndTheCheeksTone) {
  const Picture plain(64, 64, [](int, int) { return std::uint8_t{120}; });
  const auto features = strip_features(plain.view(), face({32, 24}, 20, 0));
  ASSERT_EQ(features.size(), kFeatureSize);
  for (const float v : features) EXPECT_NEAR(v, 0, 1e-5);
}

TEST(Strip, AFaceOutsideThePictureGivesFiniteFeatures) {
  const Picture noisy(9, 7, [](int x, int y) { return std::uint8_t(x * 37 + y * 91); });
  for (const auto& mesh : {face({-400, 900}, 50, 1), face({4, 3}, 0.01, 0), face({4, 3}, 4000, -2)})
    for (const float v : strip_features(noisy.view(), mesh)) ASSERT_TRUE(std::isfinite(v));
}

TEST(Strip, TheEyesLieOnOneRow) {
  const auto mesh = face({300, 200}, 60, 0.3);
  const auto to_strip = strip_to_source(mesh).inverse();
  const auto left = to_strip(cph::mesh::centre(mesh, cph::mesh::kLeftEye));
  const auto right = to_strip(cph::mesh::centre(mesh, cph::mesh::kRightEye));
  EXPECT_NEAR(left.x, 28, 1e-3);
  EXPECT_NEAR(right.x, 68, 1e-3);
  EXPECT_NEAR(left.y, 20, 1e-3);
  EXPECT_NEAR(right.y, 20, 1e-3);
}

TEST(Strip, ADarkStripIsAnOctaveDarker) {
  // The cheeks are below row 30: 0.8 of 20 px under the eyes, less half a square.
  const Picture shaded(64, 64, [](int, int y) { return std::uint8_t(y < 33 ? 58 : 120); });
  const auto features = strip_features(shaded.view(), face({32, 24}, 20, 0));
  EXPECT_NEAR(features[kHogSize], std::log2(62.0 / 124.0), 1e-3);
}

TEST(Strip, TurningThePhotoTurnsTheStrip) {
  const auto pattern = [](double right, double down) {
    return std::uint8_t(120 + 60 * std::sin(right * 9) * std::cos(down * 7));
  };
  const double unit = 60;
  const auto seen_at = [&](double angle) {
    const Picture p(320, 320, [&](int x, int y) {
      const double dx = (x + 0.5 - 160) / unit, dy = (y + 0.5 - 160) / unit;
      return pattern(dx * std::cos(angle) + dy * std::sin(angle),
                     dy * std::cos(angle) - dx * std::sin(angle));
    });
    return strip_features(p.view(), face({160, 160}, unit, angle));
  };
  const auto upright = seen_at(0), turned = seen_at(0.4);
  double off = 0;
  for (std::size_t i = 0; i < upright.size(); ++i) off += std::abs(upright[i] - turned[i]);
  EXPECT_LT(off / double(upright.size()), 0.02);
}

TEST(Zones, TheEyeLiesInItsLens) {
  const auto mesh = face({300, 200}, 60, 0.2);
  for (const auto side : {Side::kLeft, Side::kRight}) {
    const auto& eye = side == Side::kLeft ? cph::mesh::kLeftEye : cph::mesh::kRightEye;
    EXPECT_TRUE(cph::polygon_contains(lens_zone(mesh, side), cph::mesh::centre(mesh, eye)));
    EXPECT_FALSE(cph::polygon_contains(lens_zone(mesh, side), cph::mesh::eye_middle(mesh)));
  }
}

}  // namespace
}  // namespace certphoto::glasses
