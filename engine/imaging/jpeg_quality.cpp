#include "engine/imaging/jpeg_quality.h"

#include <algorithm>
#include <cmath>
#include <limits>

namespace certphoto {
namespace {

// ISO/IEC 10918-1, tables K.1 and K.2.
constexpr QuantTable kLuma = {16, 11, 10, 16, 24,  40,  51,  61,  12, 12, 14, 19, 26,  58,  60,  55,  //
                              14, 13, 16, 24, 40,  57,  69,  56,  14, 17, 22, 29, 51,  87,  80,  62,  //
                              18, 22, 37, 56, 68,  109, 103, 77,  24, 35, 55, 64, 81,  104, 113, 92,  //
                              49, 64, 78, 87, 103, 121, 120, 101, 72, 92, 95, 98, 112, 100, 103, 99};
constexpr QuantTable kChroma = {17, 18, 24, 47, 99, 99, 99, 99, 18, 21, 26, 66, 99, 99, 99, 99,  //
                                24, 26, 56, 99, 99, 99, 99, 99, 47, 66, 99, 99, 99, 99, 99, 99,  //
                                99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99,  //
                                99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99, 99};

// The IJG encoder's own rule, with its clamp for baseline files.
int Scaled(int base, int quality) {
  const int percent = quality < 50 ? 5000 / quality : 200 - 2 * quality;
  return std::clamp((base * percent + 50) / 100, 1, 255);
}

}  // namespace

int EstimateJpegQuality(const QuantTable& luma, const std::optional<QuantTable>& chroma) {
  // log2 of every step a table can hold after the clamp, computed once a call: 25,600 of them would cost 0.2
  // ms.
  std::array<float, 256> log_of{};
  for (int i = 1; i < 256; ++i) log_of[static_cast<std::size_t>(i)] = std::log2(static_cast<float>(i));
  const auto distance = [&](const QuantTable& table, const QuantTable& base, int quality) {
    float sum = 0;
    for (std::size_t i = 0; i < 64; ++i) {
      const auto step = std::clamp<int>(table[i], 1, 255);
      sum += std::abs(log_of[static_cast<std::size_t>(step)] -
                      log_of[static_cast<std::size_t>(Scaled(base[i], quality))]);
    }
    return sum;
  };
  int best = 0;
  float least = std::numeric_limits<float>::infinity();
  for (int quality = 100; quality >= 1;
       --quality) {  // of equals the higher: no fault is claimed without need
    const float d = distance(luma, kLuma, quality) + (chroma ? distance(*chroma, kChroma, quality) : 0.0F);
    if (d < least) {
      least = d;
      best = quality;
    }
  }
  return best;
}

}  // namespace certphoto
