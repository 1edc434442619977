#include "spectra.h"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace certphoto::recapture {

namespace {

constexpr int kSide = SquareFft::kSide;
constexpr int kHalf = kSide / 2;
constexpr int kTilesAcross = 2, kTilesDown = 4;
// Frequencies below this many periods a tile are the picture, not a pattern.
constexpr int kLowest = 6;
constexpr int kAxis = 1;   // rows and columns next to an axis
constexpr int kReach = 5;  // neighbours each way that a peak is compared with
constexpr int kPeaks = 8;
constexpr float kNoiseFloor = 16.0F;  // added to the power: a quarter grey level of noise

using Log = std::vector<float>;  // log power, kSide x kSide, frequency 0 in the corner

// The pixels of a tile as up to three planes.
struct Tile {
  std::vector<float> luma, red_green, blue_green;
};

// `size`: photo pixels that make a tile's pixel, 1 or 2 each way.
Tile read_tile(const cph::ImageView& photo, int x0, int y0, int size, bool colour) {
  Tile out;
  out.luma.resize(SquareFft::kSize);
  if (colour) {
    out.red_green.resize(SquareFft::kSize);
    out.blue_green.resize(SquareFft::kSize);
  }
  const bool grey = photo.channels() == 1;
  const float share = 1.0F / float(size * size);
  for (int y = 0; y < kSide; ++y)
    for (int x = 0; x < kSide; ++x) {
      int r = 0, g = 0, b = 0;
      for (int j = 0; j < size; ++j)
        for (int i = 0; i < size; ++i) {
          const auto* p = photo.at(x0 + x * size + i, y0 + y * size + j);
          r += p[0];
          g += grey ? p[0] : p[1];
          b += grey ? p[0] : p[2];
        }
      const auto at = std::size_t(y * kSide + x);
      out.luma[at] = (0.299F * float(r) + 0.587F * float(g) + 0.114F * float(b)) * share;
      if (!colour) continue;
      out.red_green[at] = float(r - g) * share;
      out.blue_green[at] = float(b - g) * share;
    }
  return out;
}

// Mean off and the edges faded (Hann), so that the tile's border shows no frequencies of its own.
void window(std::vector<float>& plane) {
  static const auto fade = [] {
    std::array<float, kSide> out{};
    for (int i = 0; i < kSide; ++i)
      out[std::size_t(i)] = float(0.5 - 0.5 * std::cos(2 * std::numbers::pi * (i + 0.5) / kSide));
    return out;
  }();
  float sum = 0;
  for (const float v : plane) sum += v;
  const float mean = sum / float(plane.size());
  for (int y = 0; y < kSide; ++y)
    for (int x = 0; x < kSide; ++x) {
      float& v = plane[std::size_t(y * kSide + x)];
      v = (v - mean) * fade[std::size_t(y)] * fade[std::size_t(x)];
    }
}

// Log power of two real planes by one transform: their spectra are the even and the odd part of it.
void log_powers(const SquareFft& fft, std::vector<float> a, std::vector<float> b, Log& of_a, Log& of_b) {
  window(a);
  window(b);
  SquareFft::Plane plane;
  plane.re = std::move(a);
  plane.im = std::move(b);
  fft.transform(plane);
  of_a.resize(SquareFft::kSize);
  of_b.resize(SquareFft::kSize);
  for (int v = 0; v < kSide; ++v)
    for (int u = 0; u <= kHalf; ++u) {
      const auto at = std::size_t(v * kSide + u);
      const auto mirror = std::size_t((kSide - v) % kSide * kSide + (kSide - u) % kSide);
      const float pr = plane.re[at], pi = plane.im[at], qr = plane.re[mirror], qi = plane.im[mirror];
      const float ar = pr + qr, ai = pi - qi, br = pi + qi, bi = qr - pr;
      of_a[at] = of_a[mirror] = std::log(0.25F * (ar * ar + ai * ai) + kNoiseFloor);
      of_b[at] = of_b[mirror] = std::log(0.25F * (br * br + bi * bi) + kNoiseFloor);
    }
}

struct Peaks {
  float off_axis = 0, mean_of_best = 0, on_axis = 0;
};

// How far each frequency stands above its neighbours, both along and across: lines of the spectrum, which
// edges of the picture make, stand above them in one direction only. `block_period`: JPEG's blocks make peaks
// at multiples of it (an eighth of the sampling rate), left out.
Peaks find_peaks(const Log& log, int block_period) {
  const auto at = [values = log.data()](int u, int v) {
    return values[(v & (kSide - 1)) * kSide + (u & (kSide - 1))];  // negative frequencies lie at the end
  };
  Peaks out;
  std::array<float, kPeaks> best{};
  for (int v = -kHalf + 2; v <= kHalf - 2; ++v)
    for (int u = 0; u <= kHalf - 2; ++u) {
      if (u * u + v * v < kLowest * kLowest) continue;
      const float here = at(u, v);
      if (here < at(u - 1, v) || here < at(u + 1, v) || here < at(u, v - 1) || here < at(u, v + 1)) continue;
      const auto near_block = [&](int f) {
        const int half = block_period / 2;
        return std::abs((f + 8 * block_period + half) % block_period - half) <= 1;
      };
      if (near_block(u) && near_block(v)) continue;
      float along = 0, across = 0;
      for (int d = 2; d <= kReach + 1; ++d) {
        along += at(u - d, v) + at(u + d, v);
        across += at(u, v - d) + at(u, v + d);
      }
      const float height = here - std::max(along, across) / float(2 * kReach);
      if (std::abs(u) <= kAxis || std::abs(v) <= kAxis) {
        out.on_axis = std::max(out.on_axis, height);
        continue;
      }
      if (height <= best.back()) continue;
      best.back() = height;
      std::sort(best.begin(), best.end(), std::greater<>());
    }
  out.off_axis = best[0];
  for (const float height : best) out.mean_of_best += height / kPeaks;
  return out;
}

// Tiles row by row from the top. The common pattern is looked for in the upper half, wall and head: clothes
// have patterns of their own. For the same reason the tiles' peaks count by their lower half.
void append(const std::vector<Log>& tiles, int block_period, float* out) {
  Log mean(SquareFft::kSize);
  const std::size_t upper = tiles.size() / 2;
  for (std::size_t t = 0; t < upper; ++t)
    for (std::size_t i = 0; i < mean.size(); ++i) mean[i] += tiles[t][i] / float(upper);
  const auto common = find_peaks(mean, block_period);
  std::vector<float> singles;
  for (const auto& tile : tiles) {
    const auto peaks = find_peaks(tile, block_period);
    singles.push_back(std::max(peaks.off_axis, peaks.on_axis));
  }
  std::sort(singles.begin(), singles.end());
  out[0] = common.off_axis;
  out[1] = common.mean_of_best;
  out[2] = common.on_axis;
  out[3] = singles[(singles.size() - 1) / 2];
  out[4] = singles[(singles.size() - 1) / 4];
}

}  // namespace

Features Spectra::measure(const cph::ImageView& photo) const {
  if (photo.width() < kLeastSide || photo.height() < kLeastSide)
    throw cph::Error(CPH_E_INVALID, "recapture: the picture is too small");
  const auto place = [](int index, int count, int room) { return room * index / std::max(1, count - 1); };
  std::vector<Log> fine, luma, red_green, blue_green;
  Tile waiting;
  for (int j = 0; j < kTilesDown; ++j)
    for (int i = 0; i < kTilesAcross; ++i) {
      auto tile = read_tile(photo, place(i, kTilesAcross, photo.width() - kSide),
                            place(j, kTilesDown, photo.height() - kSide), 1, false);
      if (waiting.luma.empty()) {
        waiting = std::move(tile);
        continue;
      }
      Log a, b;
      log_powers(fft_, std::move(waiting.luma), std::move(tile.luma), a, b);
      waiting.luma.clear();
      fine.push_back(std::move(a));
      fine.push_back(std::move(b));
    }
  for (int j = 0; j < 2; ++j) {
    std::array<Tile, 2> pair;
    for (int i = 0; i < 2; ++i) {
      pair[std::size_t(i)] = read_tile(photo, place(i, 2, photo.width() - 2 * kSide),
                                       place(j, 2, photo.height() - 2 * kSide), 2, true);
      Log a, b;
      log_powers(fft_, std::move(pair[std::size_t(i)].red_green), std::move(pair[std::size_t(i)].blue_green),
                 a, b);
      red_green.push_back(std::move(a));
      blue_green.push_back(std::move(b));
    }
    Log a, b;
    log_powers(fft_, std::move(pair[0].luma), std::move(pair[1].luma), a, b);
    luma.push_back(std::move(a));
    luma.push_back(std::move(b));
  }
  Features out{};
  append(fine, kSide / 8, out.data());
  append(luma, kSide / 4, out.data() + kFeaturesOfView);
  append(red_green, kSide / 4, out.data() + 2 * kFeaturesOfView);
  append(blue_green, kSide / 4, out.data() + 3 * kFeaturesOfView);
  return out;
}

}  // namespace certphoto::recapture
