#include "teeth.h"

#include <cmath>

#include "certphoto/plugin.hpp"
#include "lips.h"
#include "teeth_weights.h"

namespace certphoto::mouth {

namespace {

constexpr std::size_t kColumns = kPatchWidth;
constexpr std::size_t kRows = kPatchHeight;
constexpr std::size_t kFolded = kColumns / 4;

// Colour differences smaller than this are noise, not lips; keeps grey photos grey.
constexpr double kLeastColour = 2;

}  // namespace

std::array<double, kTeethFeatures> teeth_features(std::span<const float> patch) {
  if (patch.size() != kRows * kColumns * 3)
    throw cph::Error(CPH_E_INVALID, "mouth.patch/1 has an unexpected size");
  std::array<double, 3> mean{}, square{};
  for (std::size_t i = 0; i < patch.size(); ++i) mean[i % 3] += patch[i] / double(kRows * kColumns);
  for (std::size_t i = 0; i < patch.size(); ++i) {
    const double d = patch[i] - mean[i % 3];
    square[i % 3] += d * d / double(kRows * kColumns);
  }
  const double contrast = std::sqrt(square[0]) + 1e-6;
  const double colour = std::sqrt((square[1] + square[2]) / 2) + kLeastColour;
  const std::array<double, 3> unit{contrast, colour, colour};
  std::array<double, kTeethFeatures> out{};
  for (std::size_t y = 0; y < kRows; ++y)
    for (std::size_t x = 0; x < kColumns; ++x) {
      const std::size_t pair = x / 2;
      const std::size_t column = pair < kFolded ? pair : 2 * kFolded - 1 - pair;
      for (std::size_t c = 0; c < 3; ++c)
        out[(y * kFolded + column) * 3 + c] += (patch[(y * kColumns + x) * 3 + c] - mean[c]) / unit[c] / 4;
    }
  return out;
}

double teeth_probability(std::span<const float> patch) {
  const auto features = teeth_features(patch);
  double sum = kTeethBias;
  for (std::size_t i = 0; i < features.size(); ++i) sum += double(kTeethWeights[i]) * features[i];
  return 1 / (1 + std::exp(-sum));
}

}  // namespace certphoto::mouth
