#include "engine/eval/rates.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace certphoto {

std::optional<double> Rate::share() const {
  if (of == 0) return {};
  return static_cast<double>(hits) / static_cast<double>(of);
}

Interval WilsonInterval(const Rate& rate) {
  const auto share = rate.share();
  if (!share) return {};
  constexpr double z = 1.959964;  // 97.5 % of the normal distribution
  const double n = static_cast<double>(rate.of);
  const double scale = 1 + z * z / n;
  const double middle = (*share + z * z / (2 * n)) / scale;
  const double half = z / scale * std::sqrt(*share * (1 - *share) / n + z * z / (4 * n * n));
  return {rate.hits == 0 ? 0 : std::max(0.0, middle - half),
          rate.hits == rate.of ? 1 : std::min(1.0, middle + half)};
}

std::optional<double> AreaUnderRoc(std::span<const double> positive, std::span<const double> negative) {
  if (positive.empty() || negative.empty()) return {};
  std::vector<double> sorted(negative.begin(), negative.end());
  std::sort(sorted.begin(), sorted.end());
  double wins = 0;
  for (const double score : positive) {
    const auto [first, last] = std::equal_range(sorted.begin(), sorted.end(), score);
    wins += static_cast<double>(first - sorted.begin()) + 0.5 * static_cast<double>(last - first);
  }
  return wins / (static_cast<double>(positive.size()) * static_cast<double>(negative.size()));
}

}  // namespace certphoto
