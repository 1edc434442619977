#include "heads.h"

#include <array>
#include <cmath>
#include <cstdint>

#include "strip.h"

namespace certphoto::glasses {

namespace {

#include "heads.inc"

double linear(std::span<const float> features, std::span<const std::int16_t> weights, double scale,
              double bias) {
  if (features.size() != weights.size()) throw cph::Error(CPH_E_INVALID, "glasses: wrong number of features");
  double sum = 0;
  for (std::size_t i = 0; i < features.size(); ++i) sum += double(features[i]) * weights[i];
  return sum * scale + bias;
}

}  // namespace

double worn_log_odds(std::span<const float> features) {
  return linear(features, kWornWeights, kWornScale, kWornBias);
}

double tinted_log_odds(std::span<const float> features) {
  return linear(features, kTintedWeights, kTintedScale, kTintedBias);
}

double probability(double log_odds) {
  return 1 / (1 + std::exp(-log_odds));
}

}  // namespace certphoto::glasses
