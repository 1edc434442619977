#include "photo_hash.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

namespace certphoto::provenance {

namespace {

constexpr int kGrid = 64;         // cells each way
constexpr int kFrequencies = 16;  // lowest, each way
constexpr int kTaps = 8;          // pixels each way that stand for a cell, evenly spread

// Mean luma of each cell (Rec. 601 weights over 256).
std::vector<float> cells_of(const cph::ImageView& photo) {
  std::vector<float> cells(kGrid * kGrid);
  const bool grey = photo.channels() == 1;
  constexpr int all = kGrid * kTaps;
  for (int j = 0; j < all; ++j) {
    const auto* row = photo.row(int((2 * std::int64_t(j) + 1) * photo.height() / (2 * all)));
    for (int i = 0; i < all; ++i) {
      const auto* p = row + ((2 * std::int64_t(i) + 1) * photo.width() / (2 * all)) * photo.channels();
      cells[std::size_t(j / kTaps * kGrid + i / kTaps)] +=
          grey ? float(p[0]) * 256.0F : float(77 * p[0] + 150 * p[1] + 29 * p[2]);
    }
  }
  return cells;
}

}  // namespace

PhotoHashBits hash_of(const cph::ImageView& photo) {
  const auto cells = cells_of(photo);
  std::array<std::array<float, kGrid>, kFrequencies> wave{};
  for (int f = 0; f < kFrequencies; ++f)
    for (int x = 0; x < kGrid; ++x)
      wave[std::size_t(f)][std::size_t(x)] = float(std::cos(std::numbers::pi * f * (x + 0.5) / kGrid));
  std::vector<float> rows(kGrid * kFrequencies), values;
  for (int y = 0; y < kGrid; ++y)
    for (int f = 0; f < kFrequencies; ++f)
      for (int x = 0; x < kGrid; ++x)
        rows[std::size_t(y * kFrequencies + f)] +=
            cells[std::size_t(y * kGrid + x)] * wave[std::size_t(f)][std::size_t(x)];
  for (int g = 0; g < kFrequencies; ++g)
    for (int f = 0; f < kFrequencies; ++f) {
      float sum = 0;
      for (int y = 0; y < kGrid; ++y)
        sum += rows[std::size_t(y * kFrequencies + f)] * wave[std::size_t(g)][std::size_t(y)];
      values.push_back(sum);
    }
  values[0] = 0;  // the mean says how bright, not what
  auto sorted = values;
  std::nth_element(sorted.begin(), sorted.begin() + sorted.size() / 2, sorted.end());
  const float median = sorted[sorted.size() / 2];
  PhotoHashBits out{};
  for (std::size_t i = 0; i < values.size(); ++i)
    if (values[i] > median) out[i / 8] = std::uint8_t(out[i / 8] | 1U << i % 8);
  return out;
}

void PhotoHash::run(cph::Call& call) const {
  const auto bits = hash_of(call.image(cph::fact::kSourceImage));
  call.put_values<std::uint8_t>(kPhotoHash, {std::int64_t(bits.size())}, bits);
}

}  // namespace certphoto::provenance
