#include "double_compression.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace certphoto::provenance {

namespace {

constexpr int kLevels = 2 * kMaxLevel + 1;
constexpr int kMaxFormerStep = 48;      // a quality of about 40 at these frequencies
constexpr int kMaxPeriod = 16;          // levels; beyond, fewer than three teeth a side can be seen
constexpr double kLeastValues = 1500;   // other than 0, of a mode that can tell
constexpr double kRoundingSigma = 0.7;  // of a coefficient after decoding to whole levels, clipping and back
// Share of values from which the comb is lost: pasted parts, blocks that were clipped.
constexpr double kNoise = 0.05;

using Density = std::array<double, kLevels>;

int side_of_zero(int index) {
  return (index > kMaxLevel) - (index < kMaxLevel);
}

// The histogram without a comb of this period (levels): what a file compressed once would show. A triangle as
// wide as the period on either side averages the comb away.
Density smooth(const std::array<std::uint32_t, kLevels>& counts, double period) {
  const double reach = std::max(period, 3.0);
  const int most = int(std::ceil(reach));
  Density out{};
  for (int k = 0; k < kLevels; ++k) {
    double sum = 0, weights = 0;
    for (int j = std::max(0, k - most); j <= std::min(kLevels - 1, k + most); ++j) {
      if (side_of_zero(j) != side_of_zero(k)) continue;  // the peak at 0 is no part of the slopes
      const double weight = std::max(0.0, 1 - std::abs(j - k) / reach);
      sum += weight * counts[std::size_t(j)];
      weights += weight;
    }
    out[std::size_t(k)] = sum / weights + 0.5;
  }
  return out;
}

// The normal distribution's cumulative function on a grid, from -kReach to kReach.
class Normal {
 public:
  static constexpr double kReach = 6;
  Normal() {
    for (std::size_t i = 0; i < values_.size(); ++i)
      values_[i] = 0.5 * std::erfc((kReach - double(i) / kPerUnit) / std::sqrt(2.0));
  }
  [[nodiscard]] double operator()(double x) const {
    return values_[std::size_t(std::lround((std::clamp(x, -kReach, kReach) + kReach) * kPerUnit))];
  }

 private:
  static constexpr int kPerUnit = 64;
  std::array<double, std::size_t(2 * kReach) * kPerUnit + 1> values_{};
};

// Share of coefficients in DCT units, from the smooth density over levels.
double mass(const Density& density, int step, double from, double to) {
  double out = 0;
  const int first = std::max(-kMaxLevel, int(std::floor(from / step - 0.5)));
  const int last = std::min(kMaxLevel, int(std::ceil(to / step + 0.5)));
  for (int k = first; k <= last; ++k) {
    const double low = std::max(from, (k - 0.5) * step), high = std::min(to, (k + 0.5) * step);
    if (high > low) out += density[std::size_t(k + kMaxLevel)] * (high - low) / step;
  }
  return out;
}

// What the levels would hold had the values been multiples of `former` before.
Density comb(const Density& smoothed, int step, int former, const Normal& normal) {
  Density out{};
  const double reach = (kMaxLevel + 0.5) * step;
  const int most = int(reach / former) + 1;
  for (int j = -most; j <= most; ++j) {
    const double at = double(j) * former;
    const double share = mass(smoothed, step, at - 0.5 * former, at + 0.5 * former);
    if (share <= 0) continue;
    const int near = int(std::lround(at / step));
    for (int k = near - 2; k <= near + 2; ++k) {
      if (k < -kMaxLevel || k > kMaxLevel) continue;
      const double low = ((k - 0.5) * step - at) / kRoundingSigma,
                   high = ((k + 0.5) * step - at) / kRoundingSigma;
      if (high < -Normal::kReach || low > Normal::kReach) continue;
      out[std::size_t(k + kMaxLevel)] += share * (normal(high) - normal(low));
    }
  }
  return out;
}

// Levels other than 0 that the smoothing can judge.
bool counts_in(int index) {
  const int k = index - kMaxLevel;
  return k != 0 && std::abs(k) <= kMaxLevel - 4;
}

double total(const Density& density) {
  double out = 0;
  for (int k = 0; k < kLevels; ++k)
    if (counts_in(k)) out += density[std::size_t(k)];
  return out;
}

double log_ratio(const std::array<std::uint32_t, kLevels>& counts, const Density& once, const Density& twice,
                 double values) {
  const double sum_once = total(once), sum_twice = total(twice);
  if (!(sum_once > 0) || !(sum_twice > 0)) return 0;
  double out = 0;
  for (int k = 0; k < kLevels; ++k) {
    if (!counts_in(k) || counts[std::size_t(k)] == 0) continue;
    const double p = once[std::size_t(k)] / sum_once;
    const double q = (1 - kNoise) * twice[std::size_t(k)] / sum_twice + kNoise * p;
    out += counts[std::size_t(k)] * std::log(q / p);
  }
  return out / values;
}

}  // namespace

DoubleCompression find_double_compression(const JpegHistograms& histograms) {
  DoubleCompression out;
  const Normal normal;
  double sum = 0;
  for (std::size_t m = 0; m < kModes; ++m) {
    const auto& counts = histograms.counts[m];
    const int step = histograms.step[m];
    double values = 0;
    for (int k = 0; k < kLevels; ++k)
      if (counts_in(k)) values += counts[std::size_t(k)];
    if (step < 1 || values < kLeastValues) continue;
    double best = 0;
    for (int former = step + 1; former <= kMaxFormerStep && former <= kMaxPeriod * step; ++former) {
      const auto once = smooth(counts, double(former) / step);
      best = std::max(best, log_ratio(counts, once, comb(once, step, former, normal), values));
    }
    sum += best;
    ++out.modes;
  }
  if (out.modes > 0) out.evidence = sum / out.modes;
  return out;
}

}  // namespace certphoto::provenance
