// Shares with their uncertainty, and how well a score tells two groups apart.
#ifndef CERTPHOTO_ENGINE_EVAL_RATES_H
#define CERTPHOTO_ENGINE_EVAL_RATES_H

#include <cstddef>
#include <optional>
#include <span>

namespace certphoto {

struct Rate {
  std::size_t hits = 0, of = 0;
  // hits / of; empty when there is nothing to count.
  [[nodiscard]] std::optional<double> share() const;
};

struct Interval {
  double low = 0, high = 1;
};

// Wilson's score interval at 95 % (E. B. Wilson, J. Am. Stat. Assoc. 22, 1927): right for few cases and for
// shares near 0 and 1. Of nothing: 0 to 1. Takes the cases as independent; several photos of one person are
// not quite.
[[nodiscard]] Interval WilsonInterval(const Rate& rate);

// The probability that a score drawn from `positive` is above one from `negative`, ties counting half (area
// under the ROC curve, Mann-Whitney). Empty when either is. Scores are finite.
[[nodiscard]] std::optional<double> AreaUnderRoc(std::span<const double> positive,
                                                 std::span<const double> negative);

}  // namespace certphoto

#endif
