#include "suitability/blur.h"

#include <algorithm>
#include <cmath>

namespace certphoto::print {
namespace {

constexpr double kReblurPx = 1.0;
constexpr double kShare = 0.5;             // the median of the edges' blurs
constexpr std::size_t kFewestEdges = 100;  // fewer tell nothing of a face
constexpr float kFaintest = 6;             // levels a pixel: below it edges drown in noise and JPEG steps
constexpr double kStrong = 0.3;            // share of the strongest gradient (99th percentile)
// What is blurred before it is looked at: once against grain, and by the difference of the two neighbours,
// which is the derivative after averaging over two pixels (variance 2²/12).
constexpr double kOwnVariance = kReblurPx * kReblurPx + 1.0 / 3;

constexpr int kBorder = 8;  // where the blurs lack neighbours

struct Plane {
  int width = 0, height = 0;
  std::vector<float> v;
  [[nodiscard]] float At(int x, int y) const {
    return v[std::size_t(y) * std::size_t(width) + std::size_t(x)];
  }
};

Plane Middle(const Pixels& p) {
  const int x0 = p.width / 5, x1 = p.width - p.width / 5, y0 = p.height / 5, y1 = p.height * 7 / 10;
  Plane out{x1 - x0, y1 - y0, {}};
  for (int y = y0; y < y1; ++y)
    for (int x = x0; x < x1; ++x) {
      const auto* s = p.rgb.data() + (std::size_t(y) * std::size_t(p.width) + std::size_t(x)) * 3;
      out.v.push_back(0.299f * s[0] + 0.587f * s[1] + 0.114f * s[2]);
    }
  return out;
}

Plane Blurred(const Plane& in) {
  float kernel[4];
  float sum = 0;
  for (int i = 0; i < 4; ++i) {
    kernel[i] = static_cast<float>(std::exp(-i * i / (2 * kReblurPx * kReblurPx)));
    sum += i == 0 ? kernel[i] : 2 * kernel[i];
  }
  for (float& k : kernel) k /= sum;
  Plane across = in, out = in;
  for (int y = 0; y < in.height; ++y)
    for (int x = 3; x < in.width - 3; ++x) {
      float s = kernel[0] * in.At(x, y);
      for (int i = 1; i < 4; ++i) s += kernel[i] * (in.At(x - i, y) + in.At(x + i, y));
      across.v[std::size_t(y) * std::size_t(in.width) + std::size_t(x)] = s;
    }
  for (int y = 3; y < in.height - 3; ++y)
    for (int x = 0; x < in.width; ++x) {
      float s = kernel[0] * across.At(x, y);
      for (int i = 1; i < 4; ++i) s += kernel[i] * (across.At(x, y - i) + across.At(x, y + i));
      out.v[std::size_t(y) * std::size_t(in.width) + std::size_t(x)] = s;
    }
  return out;
}

float Gradient(const Plane& p, int x, int y) {
  return std::hypot(p.At(x + 1, y) - p.At(x - 1, y), p.At(x, y + 1) - p.At(x, y - 1)) / 2;
}

}  // namespace

std::optional<double> BlurSigmaPx(const Pixels& picture) {
  if (picture.width < 20 || picture.height < 20) return std::nullopt;
  const Plane sharp = Blurred(Middle(picture)), again = Blurred(sharp);
  Plane gradient{sharp.width, sharp.height, std::vector<float>(sharp.v.size(), 0.0f)};
  std::vector<float> sorted;
  for (int y = kBorder; y < sharp.height - kBorder; ++y)
    for (int x = kBorder; x < sharp.width - kBorder; ++x) {
      const float g = Gradient(sharp, x, y);
      gradient.v[std::size_t(y) * std::size_t(sharp.width) + std::size_t(x)] = g;
      sorted.push_back(g);
    }
  if (sorted.empty()) return std::nullopt;
  const auto top = sorted.begin() + static_cast<std::ptrdiff_t>(sorted.size() * 99 / 100);
  std::nth_element(sorted.begin(), top, sorted.end());
  const float floor = std::max(kFaintest, static_cast<float>(kStrong) * *top);

  std::vector<double> sigmas;
  for (int y = kBorder; y < sharp.height - kBorder; ++y)
    for (int x = kBorder; x < sharp.width - kBorder; ++x) {
      const float g = gradient.At(x, y);
      if (g < floor) continue;
      // Only the crest of an edge: across it the gradient falls on both sides.
      const bool along_x = std::abs(sharp.At(x + 1, y) - sharp.At(x - 1, y)) >=
                           std::abs(sharp.At(x, y + 1) - sharp.At(x, y - 1));
      const float before = along_x ? gradient.At(x - 1, y) : gradient.At(x, y - 1);
      const float after = along_x ? gradient.At(x + 1, y) : gradient.At(x, y + 1);
      if (before > g || after > g) continue;
      const double ratio = g / std::max(Gradient(again, x, y), 1e-3f);
      if (ratio <= 1) continue;
      const double variance = kReblurPx * kReblurPx / (ratio * ratio - 1) - kOwnVariance;
      sigmas.push_back(std::sqrt(std::max(variance, 0.0)));
    }
  if (sigmas.size() < kFewestEdges) return std::nullopt;
  const auto at = sigmas.begin() + static_cast<std::ptrdiff_t>(static_cast<double>(sigmas.size()) * kShare);
  std::nth_element(sigmas.begin(), at, sigmas.end());
  return *at;
}

}  // namespace certphoto::print
