#include "band.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstring>

namespace background {

namespace {

// A matte's ends are pulled in so that sensor and JPEG noise (about 2 % of alpha at the usual contrast)
// leaves neither a veil on the new background nor pinholes in the person.
constexpr float kFloor = 0.06F;
constexpr float kCeiling = 0.94F;

float snap(float alpha) {
  return std::clamp((alpha - kFloor) / (kCeiling - kFloor), 0.0F, 1.0F);
}

using Pixel = std::array<float, kLayers>;

// Between two rows of layers.
void mix(const float* a, const float* b, float share, float* out, int count) {
  for (int i = 0; i < count; ++i) out[i] = a[i] + share * (b[i] - a[i]);
}

}  // namespace

void solve_working(const cv::Mat& picture, const Band& band, cv::Mat& alpha) {
  alpha.create(picture.size(), CV_32F);
  for (int y = 0; y < picture.rows; ++y) {
    const auto* p = picture.ptr<std::uint8_t>(y);
    const auto* side = band.side.ptr<std::uint8_t>(y);
    const auto* layers = band.layers.ptr<float>(y);
    auto* out = alpha.ptr<float>(y);
    for (int x = 0; x < picture.cols; ++x) {
      if (side[x] != kUnknown)
        out[x] = side[x] == kPersonSide ? 1.0F : 0.0F;
      else
        out[x] = snap(alpha_of(layers + x * kLayers, p[3 * x], p[3 * x + 1], p[3 * x + 2]));
    }
  }
}

void solve_full(const cv::Mat& photo, int factor, const Band& band, cv::Mat& matte) {
  const int columns = band.side.cols;
  const int rows = band.side.rows;
  std::vector<float> mixed(static_cast<std::size_t>(columns) * kLayers);
  for (int y = 0; y < photo.rows; ++y) {
    // Working rows above and below this one, by centres.
    const float v = (float(y) + 0.5F) / float(factor) - 0.5F;
    const int top = std::clamp(int(std::floor(v)), 0, rows - 1);
    const int bottom = std::min(rows - 1, top + 1);
    const float down = std::clamp(v - float(top), 0.0F, 1.0F);
    const auto* s0 = band.side.ptr<std::uint8_t>(top);
    const auto* s1 = band.side.ptr<std::uint8_t>(bottom);
    const auto* l0 = band.layers.ptr<float>(top);
    const auto* l1 = band.layers.ptr<float>(bottom);
    const auto* p = photo.ptr<std::uint8_t>(y);
    auto* out = matte.ptr<std::uint8_t>(y);

    // Spans between the centres of neighbouring working columns; the first and the last are half spans at the
    // edges.
    int mixed_until = -1;  // last working column whose layers are in `mixed`
    for (int left = -1; left < columns;) {
      const auto sum_at = [&](int l) {
        const int a = std::max(0, l), b = std::min(columns - 1, l + 1);
        return s0[a] + s0[b] + s1[a] + s1[b];
      };
      const auto start_of = [&](int l) { return std::clamp((2 * l + 1) * factor / 2, 0, photo.cols); };
      const int sum = sum_at(left);
      int next = left + 1;
      const int x0 = start_of(left);
      if (sum == 0 || sum == 4 * kPersonSide) {
        while (next < columns && sum_at(next) == sum) ++next;
        std::memset(out + x0, sum == 0 ? 0 : 255, static_cast<std::size_t>(start_of(next) - x0));
        left = next;
        continue;
      }
      const int a = std::max(0, left), b = std::min(columns - 1, left + 1);
      for (int column = std::max(a, mixed_until + 1); column <= b; ++column)
        mix(l0 + column * kLayers, l1 + column * kLayers, down, &mixed[std::size_t(column) * kLayers],
            kLayers);
      mixed_until = b;
      const float* ma = &mixed[std::size_t(a) * kLayers];
      const float* mb = &mixed[std::size_t(b) * kLayers];
      const float offset = 0.5F / float(factor) - 0.5F - float(left);
      for (int x = x0; x < start_of(next); ++x) {
        Pixel here;
        mix(ma, mb, std::clamp(float(x) / float(factor) + offset, 0.0F, 1.0F), here.data(), kLayers);
        const float alpha = snap(alpha_of(here.data(), p[3 * x], p[3 * x + 1], p[3 * x + 2]));
        out[x] = static_cast<std::uint8_t>(alpha * 255 + 0.5F);
      }
      left = next;
    }
  }
}

}  // namespace background
