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

inline constexpr int kMaxTaps = 4;

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

// A point in fixed point, 32 bits after the comma: adding it up over a row costs no float conversions.
struct Fixed {
  std::int64_t x = 0, y = 0;
  explicit Fixed(Point p)
      : x(static_cast<std::int64_t>(p.x * 4294967296.0)), y(static_cast<std::int64_t>(p.y * 4294967296.0)) {}
  Fixed(std::int64_t x_in, std::int64_t y_in) : x(x_in), y(y_in) {}
  [[nodiscard]] Fixed operator+(Fixed o) const { return {x + o.x, y + o.y}; }
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

  [[nodiscard]] bool contains(Point p) const { return p.x >= 0 && p.y >= 0 && p.x < width_ && p.y < height_; }
  [[nodiscard]] bool contains_safely(Point p) const {
    return p.x >= kSafe && p.y >= kSafe && p.x < width_ - kSafe && p.y < height_ - kSafe;
  }

  [[nodiscard]] Rgb32 nearest(double x, double y) const {
    if (constant_ && !contains({x, y})) return outside_;
    return load(static_cast<int>(std::clamp(x, 0.0, width_ - 1.0)),
                static_cast<int>(std::clamp(y, 0.0, height_ - 1.0)));
  }
  [[nodiscard]] Rgb32 bilinear(double x, double y) const {
    if (constant_ && !contains({x, y})) return outside_;
    const auto fx = static_cast<float>(std::clamp(x - 0.5, 0.0, width_ - 1.0));
    const auto fy = static_cast<float>(std::clamp(y - 0.5, 0.0, height_ - 1.0));
    const int x0 = static_cast<int>(fx);
    const int y0 = static_cast<int>(fy);
    const int x1 = std::min(x0 + 1, width_ - 1);
    const int y1 = std::min(y0 + 1, height_ - 1);
    const float wx = fx - static_cast<float>(x0);
    const float wy = fy - static_cast<float>(y0);
    const Rgb32 top = mix(load(x0, y0), load(x1, y0), wx);
    const Rgb32 low = mix(load(x0, y1), load(x1, y1), wx);
    return mix(top, low, wy);
  }
  // As `mean`, for N x N points that are all inside, by at least kSafe.
  template <int N>
  [[nodiscard]] Rgb32 mean_inside(Fixed at, Fixed across, Fixed down) const {
    constexpr float share = 1.0F / (N * N);
    std::uint32_t r = 0, g = 0, b = 0;
    for (int j = 0; j < N; ++j, at = at + down) {
      Fixed p = at;
      for (int i = 0; i < N; ++i, p = p + across) {
        const std::uint8_t* pixel = base_ + (p.y >> 32) * stride_ + (p.x >> 32) * Channels;
        r += pixel[0];
        if constexpr (Channels > 1) {
          g += pixel[1];
          b += pixel[2];
        }
      }
    }
    if constexpr (Channels == 1) return {float(r) * share, float(r) * share, float(r) * share};
    return {float(r) * share, float(g) * share, float(b) * share};
  }
  [[nodiscard]] Rgb32 mean(Point at, Point across, Point down, int n) const {
    Rgb32 sum;
    for (int j = 0; j < n; ++j)
      for (int i = 0; i < n; ++i) {
        const Rgb32 s = nearest(at.x + across.x * i + down.x * j, at.y + across.y * i + down.y * j);
        sum = {sum.r + s.r, sum.g + s.g, sum.b + s.b};
      }
    const float share = 1.0F / static_cast<float>(n * n);
    return {sum.r * share, sum.g * share, sum.b * share};
  }

 private:
  static constexpr double kSafe = 1.0 / 1024;  // far above the error of adding up a row of fixed-point steps
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

// Where a row of samples goes.
struct Writer {
  const Sampling& o;
  std::span<float> out;
  std::size_t plane;

  void put(std::size_t at, Rgb32 c) const {
    if (o.channels == 1) {
      out[at] = (0.299F * c.r + 0.587F * c.g + 0.114F * c.b) * o.gain[0] + o.offset[0];
      return;
    }
    const std::size_t step = o.layout == Layout::kNhwc ? 1 : plane;
    const std::size_t to = o.layout == Layout::kNhwc ? 3 * at : at;
    out[to] = c.r * o.gain[0] + o.offset[0];
    out[to + step] = c.g * o.gain[1] + o.offset[1];
    out[to + 2 * step] = c.b * o.gain[2] + o.offset[2];
  }
};

template <int Channels>
void sample_bilinear(const ImageView& image, const Affine& to_image, int width, int height,
                     const Writer& writer) {
  const PixelReader<Channels> reader(image, writer.o);
  std::size_t at = 0;
  for (int v = 0; v < height; ++v)
    for (int u = 0; u < width; ++u, ++at) {
      const Point p = to_image({u + 0.5, v + 0.5});
      writer.put(at, reader.bilinear(p.x, p.y));
    }
}

template <int Channels, int Taps>
void sample_mean(const ImageView& image, const Affine& to_image, int width, int height,
                 const Writer& writer) {
  constexpr double part = 1.0 / Taps;
  const PixelReader<Channels> reader(image, writer.o);
  const Point across{to_image.xx, to_image.yx};
  const Point tap_across = across * part;
  const Point tap_down = Point{to_image.xy, to_image.yy} * part;
  const Fixed fixed_pixel(across), fixed_across(tap_across), fixed_down(tap_down);
  const auto first_tap = [&](int u, int v) { return to_image({u + 0.5 * part, v + 0.5 * part}); };
  const auto inside = [&](int u, int v) {
    const Point p = first_tap(u, v);
    const Point right = tap_across * (Taps - 1);
    const Point low = tap_down * (Taps - 1);
    return reader.contains_safely(p) && reader.contains_safely(p + right) &&
           reader.contains_safely(p + low) && reader.contains_safely(p + right + low);
  };
  for (int v = 0; v < height; ++v) {
    const std::size_t row = std::size_t(v) * std::size_t(width);
    // The samples of a row that lie inside are one run.
    int begin = 0, end = width;
    while (begin < end && !inside(begin, v)) ++begin;
    while (end > begin && !inside(end - 1, v)) --end;
    for (int u = 0; u < width; ++u)
      if (u < begin || u >= end)
        writer.put(row + std::size_t(u), reader.mean(first_tap(u, v), tap_across, tap_down, Taps));
    Fixed at(first_tap(begin, v));
    for (int u = begin; u < end; ++u, at = at + fixed_pixel)
      writer.put(row + std::size_t(u), reader.template mean_inside<Taps>(at, fixed_across, fixed_down));
  }
}

template <int Channels>
void sample_into(const ImageView& image, const Affine& to_image, int width, int height,
                 const Writer& writer) {
  const double step = std::max(length({to_image.xx, to_image.yx}), length({to_image.xy, to_image.yy}));
  const int covered = static_cast<int>(std::clamp(std::ceil(step - 0.01), 1.0, double(kMaxTaps)));
  switch (std::min(covered, writer.o.max_taps)) {
    case 4:
      return sample_mean<Channels, 4>(image, to_image, width, height, writer);
    case 3:
      return sample_mean<Channels, 3>(image, to_image, width, height, writer);
    case 2:
      return sample_mean<Channels, 2>(image, to_image, width, height, writer);
    default:
      return sample_bilinear<Channels>(image, to_image, width, height, writer);
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
  const detail::Writer writer{options, out, std::size_t(width) * std::size_t(height)};
  switch (image.channels()) {
    case 1:
      return detail::sample_into<1>(image, to_image, width, height, writer);
    case 3:
      return detail::sample_into<3>(image, to_image, width, height, writer);
    default:
      return detail::sample_into<4>(image, to_image, width, height, writer);
  }
}

}  // namespace cph

#endif
