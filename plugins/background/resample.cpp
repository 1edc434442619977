#include "resample.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "mats.h"

namespace background {

namespace {

// Source samples and their weights for one sample of the result, along one axis.
struct Taps {
  int first = 0;
  std::vector<float> weights;
};

// position of result sample i in the source: i's cell is [offset + i * step, offset + (i + 1) * step].
std::vector<Taps> taps_of(int count, int source_count, double offset, double step) {
  std::vector<Taps> out(static_cast<std::size_t>(count));
  for (int i = 0; i < count; ++i) {
    const double centre = offset + (i + 0.5) * step;
    // A box of the cell's width, never narrower than a pixel: that is bilinear interpolation when growing.
    const double half = std::max(1.0, step) / 2;
    const double lo = centre - half, hi = centre + half;
    auto& t = out[static_cast<std::size_t>(i)];
    const int first = std::max(0, static_cast<int>(std::floor(lo)));
    const int last = std::min(source_count - 1, static_cast<int>(std::ceil(hi)) - 1);
    t.first = std::min(first, source_count - 1);
    // A cell whose centre lies on the source takes the edge for what is beyond; any other is outside.
    if (centre < -0.5 || centre > source_count + 0.5 || last < first) continue;
    double total = 0;
    for (int s = first; s <= last; ++s) total += std::min(hi, s + 1.0) - std::max(lo, double(s));
    for (int s = first; s <= last; ++s)
      t.weights.push_back(static_cast<float>((std::min(hi, s + 1.0) - std::max(lo, double(s))) / total));
  }
  return out;
}

}  // namespace

cv::Mat matte_in_frame(const cph::ImageView& matte, cv::Size size, const cph_placement& placement) {
  const cph_placement& own = matte.placement();
  const cv::Mat from = as_mat(matte);
  const double step = own.scale / placement.scale;
  const double left = (placement.origin_x - own.origin_x) * own.scale;
  const double top = (placement.origin_y - own.origin_y) * own.scale;
  const bool same =
      size == from.size() && std::abs(step - 1) < 1e-9 && std::abs(left) < 1e-6 && std::abs(top) < 1e-6;
  if (same) return from;

  const auto across = taps_of(size.width, from.cols, left, step);
  const auto down = taps_of(size.height, from.rows, top, step);
  cv::Mat out(size, CV_8U);
  std::vector<float> column(static_cast<std::size_t>(from.cols));
  for (int y = 0; y < size.height; ++y) {
    const auto& v = down[static_cast<std::size_t>(y)];
    std::fill(column.begin(), column.end(), 0.0F);
    for (std::size_t j = 0; j < v.weights.size(); ++j) {
      const auto* row = from.ptr<std::uint8_t>(v.first + static_cast<int>(j));
      const float w = v.weights[j];
      for (int x = 0; x < from.cols; ++x) column[static_cast<std::size_t>(x)] += w * float(row[x]);
    }
    auto* to = out.ptr<std::uint8_t>(y);
    for (int x = 0; x < size.width; ++x) {
      const auto& h = across[static_cast<std::size_t>(x)];
      float sum = 0;
      for (std::size_t i = 0; i < h.weights.size(); ++i)
        sum += h.weights[i] * column[static_cast<std::size_t>(h.first) + i];
      to[x] = static_cast<std::uint8_t>(std::clamp(sum + 0.5F, 0.0F, 255.0F));
    }
  }
  return out;
}

}  // namespace background
