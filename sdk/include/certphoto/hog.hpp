// Histograms of gradient orientation of a small grey picture: what linear heads of plugins read.
// Header-only, pure, any thread.
//
// Dalal and Triggs, "Histograms of Oriented Gradients for Human Detection" (CVPR 2005): orientations without
// sign, shared out between neighbouring orientations and cells, blocks of 2 x 2 cells normalised twice with a
// clip between.
#ifndef CERTPHOTO_HOG_HPP
#define CERTPHOTO_HOG_HPP

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <span>
#include <vector>

#include "certphoto/plugin.hpp"

namespace cph {

inline constexpr int kHogOrientations = 9;

struct HogGrid {
  int width = 0, height = 0;  // px; multiples of `cell`, at least two cells each way
  int cell = 8;               // px
  [[nodiscard]] constexpr int across() const { return width / cell; }
  [[nodiscard]] constexpr int down() const { return height / cell; }
  [[nodiscard]] constexpr std::size_t features() const {
    return std::size_t(across() - 1) * std::size_t(down() - 1) * 4 * kHogOrientations;
  }
};

namespace detail {

// Norms below this are noise: 0.1 of a root grey level for each pixel of a cell.
inline constexpr float kHogNoise = 0.1F;
inline constexpr float kHogClip = 0.2F;  // Dalal and Triggs

using HogCell = std::array<float, kHogOrientations>;

// Gradients are of the root of the grey level, which evens out contrast in light and shade.
inline std::vector<HogCell> hog_cells(std::span<const float> grey, const HogGrid& grid) {
  std::vector<float> root(grey.size());
  std::transform(grey.begin(), grey.end(), root.begin(),
                 [](float v) { return std::sqrt(std::max(v, 0.0F)); });
  const auto at = [&](int x, int y) {
    x = std::clamp(x, 0, grid.width - 1);
    y = std::clamp(y, 0, grid.height - 1);
    return root[std::size_t(y) * std::size_t(grid.width) + std::size_t(x)];
  };
  std::vector<HogCell> cells(std::size_t(grid.across()) * std::size_t(grid.down()));
  const float size = float(grid.cell);
  for (int y = 0; y < grid.height; ++y)
    for (int x = 0; x < grid.width; ++x) {
      const float gx = at(x + 1, y) - at(x - 1, y);
      const float gy = at(x, y + 1) - at(x, y - 1);
      const float strength = std::sqrt(gx * gx + gy * gy);
      if (!(strength > 0)) continue;
      float turn = std::atan2(gy, gx) / std::numbers::pi_v<float>;  // a half turn is the same edge
      if (turn < 0) turn += 1;
      const float bin = turn * kHogOrientations - 0.5F;
      const int low = int(std::floor(bin));
      const float to_high = bin - float(low);
      const auto first = std::size_t((low + kHogOrientations) % kHogOrientations);
      const auto second = std::size_t((low + 1) % kHogOrientations);
      const float cx = (float(x) + 0.5F) / size - 0.5F;
      const float cy = (float(y) + 0.5F) / size - 0.5F;
      const int x0 = int(std::floor(cx));
      const int y0 = int(std::floor(cy));
      for (int j = 0; j < 2; ++j)
        for (int i = 0; i < 2; ++i) {
          const int u = x0 + i, v = y0 + j;
          if (u < 0 || v < 0 || u >= grid.across() || v >= grid.down()) continue;
          const float share = strength * (1 - std::abs(cx - float(u))) * (1 - std::abs(cy - float(v)));
          auto& cell = cells[std::size_t(v) * std::size_t(grid.across()) + std::size_t(u)];
          cell[first] += share * (1 - to_high);
          cell[second] += share * to_high;
        }
    }
  return cells;
}

inline void hog_normalise(std::span<float> block, float noise) {
  const auto divide = [&](float small) {
    float squares = small * small;
    for (const float v : block) squares += v * v;
    const float norm = std::sqrt(squares);
    for (float& v : block) v /= norm;
  };
  divide(noise);
  for (float& v : block) v = std::min(v, kHogClip);
  divide(1e-3F);
}

}  // namespace detail

// Appends grid.features() numbers to `out`, blocks row by row. `grey`: width x height levels, 0..255. Throws
// CPH_E_INVALID when the sizes do not fit.
inline void append_hog(std::span<const float> grey, const HogGrid& grid, std::vector<float>& out) {
  if (grid.cell < 1 || grid.across() < 2 || grid.down() < 2 || grid.width % grid.cell != 0 ||
      grid.height % grid.cell != 0 || grey.size() != std::size_t(grid.width) * std::size_t(grid.height))
    throw Error(CPH_E_INVALID, "hog: the picture does not fit the grid");
  const auto cells = detail::hog_cells(grey, grid);
  const float noise = detail::kHogNoise * float(grid.cell * grid.cell);
  for (int v = 0; v + 1 < grid.down(); ++v)
    for (int u = 0; u + 1 < grid.across(); ++u) {
      const auto start = out.size();
      for (int j = 0; j < 2; ++j)
        for (int i = 0; i < 2; ++i) {
          const auto& cell = cells[std::size_t(v + j) * std::size_t(grid.across()) + std::size_t(u + i)];
          out.insert(out.end(), cell.begin(), cell.end());
        }
      detail::hog_normalise(std::span(out).subspan(start), noise);
    }
}

}  // namespace cph

#endif
