// Cutting a region of a picture, turned and scaled by an affine map, into numbers for a network or a
// measurement. Header-only.
//
// Only the pixels the result needs are read: the cost follows the size of the result, not of the picture.
#ifndef CERTPHOTO_SAMPLING_HPP
#define CERTPHOTO_SAMPLING_HPP

#include <array>
#include <cmath>
#include <cstdint>
#include <span>

#include "certphoto/geometry.hpp"

namespace cph {

enum class Layout { kNhwc, kNchw };
enum class Border { kReplicate, kConstant };

struct Sampling {
  Layout layout = Layout::kNhwc;
  int channels = 3;  // 3: R, G, B. 1: Rec. 601 luma, which is what grey networks are trained on.
  // result = sample * gain + offset, sample in 0..255; one entry a channel.
  std::array<float, 3> gain{1, 1, 1};
  std::array<float, 3> offset{0, 0, 0};
  Border border = Border::kReplicate;
  float border_value = 0;  // of every channel, before gain and offset; Border::kConstant
  // A result pixel that covers n x n picture pixels averages min(n, max_taps)^2 of them, evenly spread. 1:
  // plain bilinear sampling, for maps that do not shrink.
  int max_taps = 4;
};

namespace detail {

struct Rgb32 {
  float r = 0, g = 0, b = 0;
};

// Reads one picture; coordinates in its pixels, centres at +0.5.
template <int Channels>
class PixelReader {
 public:
  PixelReader(const ImageView& image, const Sampling& options)
      : base_(image.row(0)),
        stride_(image.stride_bytes()),
        width_(image.width()),
        height_(image.height()),
        constant_(options.border == Border::kConstant),
        outside_{options.border_value, options.border_value, options.border_value} {}

  [[nodiscard]] Rgb32 nearest(float x, float y) const {
    int ix = static_cast<int>(std::floor(x));
    int iy = static_cast<int>(std::floor(y));
    if (constant_ && (ix < 0 || iy < 0 || ix >= width_ || iy >= height_)) return outside_;
    ix = std::clamp(ix, 0, width_ - 1);
    iy = std::clamp(iy, 0, height_ - 1);
    return load(ix, iy);
  }
  [[nodiscard]] Rgb32 bilinear(float x, float y) const {
    if (constant_ && (x < 0 || y < 0 || x > float(width_) || y > float(height_))) return outside_;
    const float fx = std::clamp(x - 0.5F, 0.0F, float(width_ - 1));
    const float fy = std::clamp(y - 0.5F, 0.0F, float(height_ - 1));
    const int x0 = static_cast<int>(fx);
    const int y0 = static_cast<int>(fy);
    const int x1 = std::min(x0 + 1, width_ - 1);
    const int y1 = std::min(y0 + 1, height_ - 1);
    const float wx = fx - float(x0);
    const float wy = fy - float(y0);
    const Rgb32 top = mix(load(x0, y0), load(x1, y0), wx);
    const Rgb32 low = mix(load(x0, y1), load(x1, y1), wx);
    return mix(top, low, wy);
  }

 private:
  [[nodiscard]] Rgb32 load(int x, int y) const {
    const std::uint8_t* p = base_ + y * stride_ + std::ptrdiff_t(x) * Channels;
    if constexpr (Channels == 1) return {float(p[0]), float(p[0]), float(p[0])};
    return {float(p[0]), float(p[1]), float(p[2])};
  }
  [[nodiscard]] static Rgb32 mix(Rgb32 a, Rgb32 b, float w) {
    return {a.r + (b.r - a.r) * w, a.g + (b.g - a.g) * w, a.b + (b.b - a.b) * w};
  }
  const std::uint8_t* base_;
  std::int64_t stride_;
  int width_, height_;
  bool constant_;
  Rgb32 outside_;
};

template <int Channels>
void sample_into(const ImageView& image, const Affine& to_image, int width, int height, const Sampling& o,
                 std::span<float> out) {
  const PixelReader<Channels> reader(image, o);
  const double step = std::max(std::hypot(to_image.xx, to_image.yx), std::hypot(to_image.xy, to_image.yy));
  const int taps = static_cast<int>(std::clamp(std::ceil(step - 0.01), 1.0, double(std::max(1, o.max_taps))));
  const auto xx = float(to_image.xx), xy = float(to_image.xy), yx = float(to_image.yx),
             yy = float(to_image.yy);
  const float part = 1.0F / float(taps);
  const float share = part * part;
  const std::size_t plane = std::size_t(width) * std::size_t(height);
  for (int v = 0; v < height; ++v) {
    for (int u = 0; u < width; ++u) {
      Rgb32 sum;
      if (taps == 1) {
        const Point p = to_image({u + 0.5, v + 0.5});
        sum = reader.bilinear(float(p.x), float(p.y));
      } else {
        const Point corner = to_image({u + 0.5 * part, v + 0.5 * part});
        for (int j = 0; j < taps; ++j)
          for (int i = 0; i < taps; ++i) {
            const float a = float(i) * part;
            const float b = float(j) * part;
            const Rgb32 s =
                reader.nearest(float(corner.x) + xx * a + xy * b, float(corner.y) + yx * a + yy * b);
            sum = {sum.r + s.r, sum.g + s.g, sum.b + s.b};
          }
        sum = {sum.r * share, sum.g * share, sum.b * share};
      }
      const std::size_t at = std::size_t(v) * std::size_t(width) + std::size_t(u);
      if (o.channels == 1) {
        out[at] = (0.299F * sum.r + 0.587F * sum.g + 0.114F * sum.b) * o.gain[0] + o.offset[0];
        continue;
      }
      const std::array<float, 3> rgb{sum.r, sum.g, sum.b};
      for (std::size_t c = 0; c < 3; ++c)
        out[o.layout == Layout::kNhwc ? at * 3 + c : c * plane + at] = rgb[c] * o.gain[c] + o.offset[c];
    }
  }
}

}  // namespace detail

// Fills `out` (width x height x channels numbers) with the region that `to_image` cuts out: it maps the
// result's pixels to the picture's (see square_at, source_to_image, compose). Throws CPH_E_INVALID when `out`
// has another size. Reads RGB, RGBA (alpha ignored) and grey pictures.
inline void sample(const ImageView& image, const Affine& to_image, int width, int height,
                   const Sampling& options, std::span<float> out) {
  if (width < 1 || height < 1 || (options.channels != 1 && options.channels != 3) ||
      out.size() != std::size_t(width) * std::size_t(height) * std::size_t(options.channels))
    throw Error(CPH_E_INVALID, "sample: the result has the wrong size");
  switch (image.channels()) {
    case 1:
      return detail::sample_into<1>(image, to_image, width, height, options, out);
    case 3:
      return detail::sample_into<3>(image, to_image, width, height, options, out);
    default:
      return detail::sample_into<4>(image, to_image, width, height, options, out);
  }
}

}  // namespace cph

#endif
