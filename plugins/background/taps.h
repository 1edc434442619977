// One axis of a picture brought to another size.
#ifndef CERTPHOTO_BACKGROUND_TAPS_H
#define CERTPHOTO_BACKGROUND_TAPS_H

#include <cstddef>
#include <span>
#include <vector>

namespace background {

// Which samples of the source make each sample of the result, and by what share.
class Taps {
 public:
  // Result sample i stands for [offset + i * step, offset + (i + 1) * step] of the source: the mean over that
  // cell where the axis shrinks, linear between centres where it grows. A cell whose centre lies beyond the
  // source has no taps; any other takes the edge for what is beyond.
  Taps(int count, int source_count, double offset, double step);

  [[nodiscard]] int first(int i) const { return first_[std::size_t(i)]; }
  // Of the samples from first(i) on; they add up to 1, or there are none.
  [[nodiscard]] std::span<const float> weights(int i) const {
    const std::size_t from = begin_[std::size_t(i)];
    return {weights_.data() + from, begin_[std::size_t(i) + 1] - from};
  }

 private:
  std::vector<int> first_;
  std::vector<std::size_t> begin_;
  std::vector<float> weights_;
};

}  // namespace background

#endif
