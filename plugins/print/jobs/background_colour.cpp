#include "jobs/background_colour.h"

#include <algorithm>

#include "certphoto/colour.hpp"

namespace certphoto::print {
namespace {

constexpr double kVisibleEdge = 10;

}  // namespace

Rgb BackgroundOf(const Pixels& picture) {
  std::array<std::array<int, 256>, 3> counts{};
  int total = 0;
  const int band = std::max(1, picture.width / 50), depth = picture.height / 3;
  for (int y = 0; y < std::max(depth, 1); ++y)
    for (int x = 0; x < picture.width; ++x) {
      if (y >= band && x >= band && x < picture.width - band) continue;
      const auto* s = picture.rgb.data() + (std::size_t(y) * std::size_t(picture.width) + std::size_t(x)) * 3;
      for (std::size_t c = 0; c < 3; ++c) ++counts[c][s[c]];
      ++total;
    }
  Rgb median{};
  for (std::size_t c = 0; c < 3; ++c)
    for (int seen = 0, v = 0; v < 256; ++v) {
      seen += counts[c][std::size_t(v)];
      if (2 * seen < total) continue;
      median[c] = static_cast<std::uint8_t>(v);
      break;
    }
  return median;
}

bool LooksLikePaper(const Rgb& colour) {
  return cph::ciede2000(cph::lab_of(colour[0], colour[1], colour[2]), cph::lab_of(255, 255, 255)) <
         kVisibleEdge;
}

}  // namespace certphoto::print
