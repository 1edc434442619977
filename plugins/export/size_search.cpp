#include "size_search.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>

namespace certphoto::exporting {
namespace {

// Where the first try is made: the mean of 39 London products, 480x640 at 40 kB.
constexpr int FirstTry(Chroma chroma) {
  return chroma == Chroma::k444 ? 85 : 89;
}
// Bytes with optimal tables over those with standard ones, before the first is known: 0.90 to 0.99 on the
// same products at qualities 74 to 94.
constexpr double kUsualSaving = 0.965;
// From one quality to the next that share moved by at most 0.8 % there.
constexpr double kSavingDrift = 0.01;
// log(bytes) over -log(quantiser scale): 0.57 to 0.62 there, from end to end.
constexpr double kUsualSlope = 0.59;

// libjpeg's jpeg_quality_scaling; at 100 all quantisers are 1, as if the scale were about 1.
double QuantiserScale(int quality) {
  return quality < 50 ? 5000.0 / quality : std::max(1.0, 200.0 - 2 * quality);
}

int QualityOfScale(double scale) {
  return static_cast<int>(std::floor(scale > 100 ? 5000 / scale : (200 - scale) / 2));
}

class Search {
 public:
  Search(const Encoder& encode, const SizeGoal& goal) : encode_(encode), goal_(goal) {}

  SizeResult Run() {
    const std::uint64_t aim = std::max(goal_.bytes_min, goal_.bytes_target_min);
    auto [quality, chroma] = BestUsual();
    if (quality >= goal_.quality_usual && Bytes(quality, chroma) < aim) quality = Raise(quality, chroma, aim);
    const auto bytes = Bytes(quality, chroma);
    SizeResult result;
    result.quality = quality;
    result.chroma = chroma;
    result.in_range = bytes >= goal_.bytes_min && bytes <= goal_.bytes_max;
    result.file = std::move(files_[Index(chroma)][std::size_t(quality)]);
    result.trials = trials_;
    result.encodings = encodings_;
    return result;
  }

 private:
  struct Choice {
    int quality;
    Chroma chroma;
  };

  // The highest quality up to the usual one that fits, full chroma where that leaves the face enough.
  Choice BestUsual() {
    if (goal_.may_444) {
      const auto full = HighestFitting(Chroma::k444, goal_.quality_min, goal_.quality_usual);
      if (full && (*full >= goal_.quality_444_min || !goal_.may_420)) return {*full, Chroma::k444};
      if (!goal_.may_420) return {goal_.quality_min, Chroma::k444};
    }
    const auto half = HighestFitting(Chroma::k420, goal_.quality_min, goal_.quality_usual);
    return {half.value_or(goal_.quality_min), Chroma::k420};
  }

  // The lowest quality above `quality` that reaches `aim`, as far as the range allows.
  int Raise(int quality, Chroma chroma, std::uint64_t aim) {
    const auto highest = HighestFitting(chroma, quality, 100);
    for (int q = quality + 1; q <= highest.value_or(quality); ++q)
      if (Bytes(q, chroma) >= aim) return q;
    return highest.value_or(quality);
  }

  // The highest quality in [low, high] whose file is at most bytes_max; empty when even `low` is larger.
  std::optional<int> HighestFitting(Chroma chroma, int low, int high) {
    int fits = low - 1, too_large = high + 1;
    int next = goal_.bytes_max == std::numeric_limits<std::uint64_t>::max() ? high : FirstTry(chroma);
    while (fits + 1 < too_large) {
      next = std::clamp(next, fits + 1, too_large - 1);
      const double bytes = Estimate(next, chroma);
      (bytes <= double(goal_.bytes_max) ? fits : too_large) = next;
      next = Predict(next, bytes);
    }
    return Settle(chroma, std::max(fits, low), low, high);
  }

  // From the estimate to the proof: `quality` or a neighbour, by files as they would be handed back.
  std::optional<int> Settle(Chroma chroma, int quality, int low, int high) {
    while (Bytes(quality, chroma) > goal_.bytes_max)
      if (--quality < low) return std::nullopt;
    while (quality < high && Estimate(quality + 1, chroma) <= double(goal_.bytes_max) * (1 + kSavingDrift) &&
           Bytes(quality + 1, chroma) <= goal_.bytes_max)
      ++quality;
    return quality;
  }

  // The quality at which bytes_max is reached, by the usual slope from one known point.
  [[nodiscard]] int Predict(int quality, double bytes) const {
    const double ratio = double(goal_.bytes_max) / bytes;
    return QualityOfScale(QuantiserScale(quality) * std::pow(ratio, -1 / kUsualSlope));
  }

  // Bytes with optimal tables: what is known, or what standard tables let expect.
  double Estimate(int quality, Chroma chroma) {
    const auto& file = files_[Index(chroma)][std::size_t(quality)];
    if (!file.empty()) return double(file.size());
    return double(TrialBytes(quality, chroma)) * saving_;
  }

  std::size_t TrialBytes(int quality, Chroma chroma) {
    auto& bytes = trial_bytes_[Index(chroma)][std::size_t(quality)];
    if (bytes == 0) {
      encode_(quality, chroma, false, trial_);
      ++trials_;
      bytes = trial_.size();
    }
    return bytes;
  }

  std::size_t Bytes(int quality, Chroma chroma) {
    auto& file = files_[Index(chroma)][std::size_t(quality)];
    if (file.empty()) {
      encode_(quality, chroma, true, file);
      ++encodings_;
      if (const auto trial = trial_bytes_[Index(chroma)][std::size_t(quality)]; trial > 0)
        saving_ = double(file.size()) / double(trial);
    }
    return file.size();
  }

  static std::size_t Index(Chroma chroma) { return chroma == Chroma::k444 ? 0 : 1; }

  const Encoder& encode_;
  const SizeGoal& goal_;
  std::array<std::array<std::vector<std::uint8_t>, 101>, 2> files_;
  std::array<std::array<std::size_t, 101>, 2> trial_bytes_{};
  std::vector<std::uint8_t> trial_;
  double saving_ = kUsualSaving;
  int trials_ = 0, encodings_ = 0;
};

}  // namespace

SizeResult SearchSize(const Encoder& encode, const SizeGoal& goal) {
  return Search(encode, goal).Run();
}

}  // namespace certphoto::exporting
