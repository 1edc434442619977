#include "head.h"

#include <cmath>

namespace certphoto::recapture {

namespace {

#include "head.inc"

double probability(const Features& features, const std::array<float, kFeatures + 1>& weights) {
  double sum = weights[0];
  for (std::size_t i = 0; i < features.size(); ++i) sum += double(features[i]) * weights[i + 1];
  return 1 / (1 + std::exp(-sum));
}

}  // namespace

Likeness likeness_of(const Features& features) {
  return {probability(features, kScreenWeights), probability(features, kPrintWeights)};
}

}  // namespace certphoto::recapture
