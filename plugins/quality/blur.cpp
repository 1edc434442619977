#include "blur.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "certphoto/plugin.hpp"

namespace certphoto::quality {

namespace {

// Both px. The first blur takes the edge off noise, which otherwise looks like sharpness; the second is about
// the blur that matters: much less drowns in noise, much more mixes neighbouring edges.
constexpr double kSmooth = 0.7;
constexpr double kReblur = 1.2;

// Edges with at least this share of the strong ones' gradient, and more than noise, grey levels a pixel.
constexpr double kStrongShare = 0.4;
constexpr double kStrongQuantile = 0.995;
constexpr float kLeastGradient = 3;
constexpr std::size_t kFewestEdges = 12;
// The sharper ones among them are asked: what is out of focus or a shadow says nothing about the lens.
constexpr double kSharpQuantile = 0.35;

class Plane {
 public:
  Plane(std::span<const float> v, int width, int height)
      : v_(v.begin(), v.end()), width_(width), height_(height) {}
  Plane(int width, int height)
      : v_(std::size_t(width) * std::size_t(height)), width_(width), height_(height) {}
  [[nodiscard]] int width() const { return width_; }
  [[nodiscard]] int height() const { return height_; }
  [[nodiscard]] const float* row(int y) const { return v_.data() + std::size_t(y) * std::size_t(width_); }
  [[nodiscard]] float* row(int y) { return v_.data() + std::size_t(y) * std::size_t(width_); }

 private:
  std::vector<float> v_;
  int width_, height_;
};

using Kernel = std::array<float, 4>;  // centre, 1, 2 and 3 px away

Kernel gaussian(double sigma) {
  Kernel k{};
  double sum = 0;
  for (int i = 0; i < 4; ++i) {
    const double v = std::exp(-0.5 * i * i / (sigma * sigma));
    k[std::size_t(i)] = float(v);
    sum += i == 0 ? v : 2 * v;
  }
  for (auto& v : k) v = float(v / sum);
  return k;
}

constexpr int kReach = 3;
constexpr int kBorder = 2 * kReach + 1;  // of both blurs and the gradient

// Correct kReach away from where the input is.
Plane blurred(const Plane& in, const Kernel& k) {
  Plane across(in.width(), in.height()), out(in.width(), in.height());
  for (int y = 0; y < in.height(); ++y) {
    const float* p = in.row(y);
    float* q = across.row(y);
    for (int x = kReach; x < in.width() - kReach; ++x)
      q[x] = k[0] * p[x] + k[1] * (p[x - 1] + p[x + 1]) + k[2] * (p[x - 2] + p[x + 2]) +
             k[3] * (p[x - 3] + p[x + 3]);
  }
  for (int y = kReach; y < in.height() - kReach; ++y) {
    std::array<const float*, 7> p{};
    for (int i = 0; i < 7; ++i) p[std::size_t(i)] = across.row(y + i - kReach);
    float* q = out.row(y);
    for (int x = kReach; x < in.width() - kReach; ++x)
      q[x] = k[0] * p[3][x] + k[1] * (p[2][x] + p[4][x]) + k[2] * (p[1][x] + p[5][x]) +
             k[3] * (p[0][x] + p[6][x]);
  }
  return out;
}

Plane transposed(const Plane& in) {
  Plane out(in.height(), in.width());
  for (int y = 0; y < in.height(); ++y)
    for (int x = 0; x < in.width(); ++x) out.row(x)[y] = in.row(y)[x];
  return out;
}

float quantile(std::vector<float>& values, double q) {
  const auto at = static_cast<std::ptrdiff_t>(q * double(values.size() - 1));
  std::nth_element(values.begin(), values.begin() + at, values.end());
  return values[static_cast<std::size_t>(at)];
}

struct Edge {
  float gradient;
  float blur;
};

// The edge's own blur, from how much of its gradient the second blur took.
float blur_of(float ratio) {
  constexpr double kMost = 10;
  if (ratio <= 1.005F) return float(kMost);  // the neighbourhood made the difference, not the edge
  const double both = kReblur * kReblur / (double(ratio) * ratio - 1);
  return float(std::min(kMost, std::sqrt(std::max(0.0, both - kSmooth * kSmooth))));
}

// Edges that run up and down: maxima of the horizontal gradient along the row.
std::optional<double> blur_across(const Plane& in, const Plane& again) {
  std::vector<Edge> edges;
  std::vector<float> gradients;
  for (int y = kBorder; y < in.height() - kBorder; ++y) {
    const float* p = in.row(y);
    const float* q = again.row(y);
    for (int x = kBorder + 1; x < in.width() - kBorder - 1; ++x) {
      const float g = std::abs(p[x + 1] - p[x - 1]) / 2;
      if (g < kLeastGradient || g < std::abs(p[x] - p[x - 2]) / 2 || g <= std::abs(p[x + 2] - p[x]) / 2)
        continue;
      const float r = std::abs(q[x + 1] - q[x - 1]) / 2;
      gradients.push_back(g);
      const float ratio = g / std::max(r, 1e-3F);
      edges.push_back({g, blur_of(ratio)});
    }
  }
  if (edges.size() < kFewestEdges) return std::nullopt;
  const float strong = float(kStrongShare) * quantile(gradients, kStrongQuantile);
  std::vector<float> blurs;
  for (const auto& e : edges)
    if (e.gradient >= strong) blurs.push_back(e.blur);
  if (blurs.size() < kFewestEdges) return std::nullopt;
  return quantile(blurs, kSharpQuantile);
}

}  // namespace

std::optional<Blur> estimate_blur(std::span<const float> luma, int width, int height) {
  if (width < 16 || height < 16 || luma.size() != std::size_t(width) * std::size_t(height))
    throw cph::Error(CPH_E_INVALID, "estimate_blur: picture of the wrong size");
  const Plane in = blurred(Plane(luma, width, height), gaussian(kSmooth));
  const Plane again = blurred(in, gaussian(kReblur));
  const auto across = blur_across(in, again);
  const auto along = blur_across(transposed(in), transposed(again));
  if (!across && !along) return std::nullopt;
  return Blur{across.value_or(along.value_or(0)), along.value_or(across.value_or(0))};
}

}  // namespace certphoto::quality
