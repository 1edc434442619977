#include "size_search.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <limits>
#include <optional>

namespace certphoto::exporting {
namespace {

// Where the first try is made: for a plain background and one face, 480x640 at 40 kB ends near here.
constexpr int kFirstTry = 92;
// log(bytes) over -log(quantiser scale): 0.5 to 0.8 on the London products.
constexpr double kUsualSlope = 0.65;

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
    int next = goal_.bytes_max == std::numeric_limits<std::uint64_t>::max() ? high : kFirstTry;
    while (fits + 1 < too_large) {
      next = std::clamp(next, fits + 1, too_large - 1);
      const auto bytes = Bytes(next, chroma);
      (bytes <= goal_.bytes_max ? fits : too_large) = next;
      next = Predict(next, bytes);
    }
    return fits < low ? std::nullopt : std::optional(fits);
  }

  // The quality at which bytes_max is reached, by the usual slope from one known point.
  [[nodiscard]] int Predict(int quality, std::uint64_t bytes) const {
    const double ratio = double(goal_.bytes_max) / double(bytes);
    return QualityOfScale(QuantiserScale(quality) * std::pow(ratio, -1 / kUsualSlope));
  }

  std::uint64_t Bytes(int quality, Chroma chroma) {
    auto& file = files_[Index(chroma)][std::size_t(quality)];
    if (file.empty()) {
      encode_(quality, chroma, file);
      ++encodings_;
    }
    return file.size();
  }

  static std::size_t Index(Chroma chroma) { return chroma == Chroma::k444 ? 0 : 1; }

  const Encoder& encode_;
  const SizeGoal& goal_;
  std::array<std::array<std::vector<std::uint8_t>, 101>, 2> files_;
  int encodings_ = 0;
};

}  // namespace

SizeResult SearchSize(const Encoder& encode, const SizeGoal& goal) {
  return Search(encode, goal).Run();
}

}  // namespace certphoto::exporting
