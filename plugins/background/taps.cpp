#include "taps.h"

#include <algorithm>
#include <cmath>

namespace background {

Taps::Taps(int count, int source_count, double offset, double step) {
  // Never narrower than a pixel: that is linear interpolation when growing.
  const double width = std::max(1.0, step);
  first_.reserve(std::size_t(count));
  begin_.reserve(std::size_t(count) + 1);
  begin_.push_back(0);
  for (int i = 0; i < count; ++i) {
    const double centre = offset + (i + 0.5) * step;
    const double lo = centre - width / 2, hi = centre + width / 2;
    const int first = std::max(0, static_cast<int>(std::floor(lo)));
    const int last = std::min(source_count - 1, static_cast<int>(std::ceil(hi)) - 1);
    first_.push_back(std::min(first, source_count - 1));
    if (centre >= -0.5 && centre <= source_count + 0.5 && last >= first) {
      const auto share = [&](int s) { return std::min(hi, s + 1.0) - std::max(lo, double(s)); };
      double total = 0;
      for (int s = first; s <= last; ++s) total += share(s);
      for (int s = first; s <= last; ++s) weights_.push_back(static_cast<float>(share(s) / total));
    }
    begin_.push_back(weights_.size());
  }
}

}  // namespace background
