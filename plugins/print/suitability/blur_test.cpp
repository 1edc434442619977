#include "suitability/blur.h"

#include <gtest/gtest.h>

#include <cmath>
#include <random>

namespace certphoto::print {
namespace {

// Discs of different greys with edges blurred by `sigma`: an integrated Gaussian across the rim.
Pixels Discs(double sigma, double noise = 0) {
  Pixels p{480, 640, {}};
  std::mt19937 random(7);
  std::normal_distribution<double> grain(0, noise > 0 ? noise : 1);
  for (int y = 0; y < p.height; ++y)
    for (int x = 0; x < p.width; ++x) {
      const double cx = (x / 80) * 80 + 40, cy = (y / 80) * 80 + 40;
      const double d = 25 - std::hypot(x + 0.5 - cx, y + 0.5 - cy);
      double v = 90 + 110 * 0.5 * (1 + std::erf(d / (sigma * std::sqrt(2.0))));
      if (noise > 0) v += grain(random);
      const auto s = static_cast<std::uint8_t>(std::lround(std::clamp(v, 0.0, 255.0)));
      p.rgb.insert(p.rgb.end(), {s, s, s});
    }
  return p;
}

TEST(BlurSigma, NoEdgesNoAnswer) {
  EXPECT_FALSE(BlurSigmaPx(Pixels{480, 640, std::vector<std::uint8_t>(480 * 640 * 3, 128)}));
  EXPECT_FALSE(BlurSigmaPx(Pixels{5, 5, std::vector<std::uint8_t>(75, 128)}));
}

TEST(BlurSigma, FindsTheBlurThatWasPutIn) {
  for (const double sigma : {0.6, 0.8, 1.0, 1.5, 2.0, 3.0, 4.0}) {
    const auto found = BlurSigmaPx(Discs(sigma));
    ASSERT_TRUE(found);
    EXPECT_NEAR(*found, sigma, 0.15 * sigma);
  }
}

TEST(BlurSigma, GrainDoesNotPassForSharpness) {
  const auto found = BlurSigmaPx(Discs(2.0, 3.0));
  ASSERT_TRUE(found);
  EXPECT_GT(*found, 1.2);
}

}  // namespace
}  // namespace certphoto::print
