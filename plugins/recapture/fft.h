// Fourier transform of a square of 128 x 128, in place. Header-only.
#ifndef CERTPHOTO_PLUGINS_RECAPTURE_FFT_H
#define CERTPHOTO_PLUGINS_RECAPTURE_FFT_H

#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <utility>
#include <vector>

namespace certphoto::recapture {

// Real and imaginary part apart, row by row. Radix 2, decimation in time (Cooley and Tukey, 1965), over whole
// rows at once, so that the inner loop runs along memory. Immutable; any thread.
class SquareFft {
 public:
  static constexpr int kSide = 128;
  static constexpr std::size_t kSize = std::size_t(kSide) * kSide;

  struct Plane {
    std::vector<float> re = std::vector<float>(kSize), im = std::vector<float>(kSize);
  };

  SquareFft() {
    for (int i = 0; i < kSide / 2; ++i) {
      cos_[std::size_t(i)] = float(std::cos(2 * std::numbers::pi * i / kSide));
      sin_[std::size_t(i)] = float(-std::sin(2 * std::numbers::pi * i / kSide));
    }
  }

  void transform(Plane& plane) const {
    columns(plane);
    transpose(plane.re);
    transpose(plane.im);
    columns(plane);  // the result is transposed: u and v change places
  }

 private:
  static int reversed(int i) {
    int out = 0;
    for (int bit = 1; bit < kSide; bit *= 2) out = out * 2 + (i / bit % 2);
    return out;
  }

  static void transpose(std::vector<float>& plane) {
    for (int y = 0; y < kSide; ++y)
      for (int x = 0; x < y; ++x)
        std::swap(plane[std::size_t(y * kSide + x)], plane[std::size_t(x * kSide + y)]);
  }

  // All columns: butterflies between rows.
  void columns(Plane& plane) const {
    for (int y = 0; y < kSide; ++y) {
      const int other = reversed(y);
      if (other <= y) continue;
      for (auto* part : {&plane.re, &plane.im})
        std::swap_ranges(part->begin() + y * kSide, part->begin() + (y + 1) * kSide,
                         part->begin() + other * kSide);
    }
    for (int half = 1; half < kSide; half *= 2)
      for (int start = 0; start < kSide; start += 2 * half)
        for (int k = 0; k < half; ++k) {
          const auto turn = std::size_t(k * (kSide / 2 / half));
          butterfly(plane, start + k, start + k + half, cos_[turn], sin_[turn]);
        }
  }

  static void butterfly(Plane& plane, int top, int low, float c, float s) {
    float* ar = &plane.re[std::size_t(top) * kSide];
    float* ai = &plane.im[std::size_t(top) * kSide];
    float* br = &plane.re[std::size_t(low) * kSide];
    float* bi = &plane.im[std::size_t(low) * kSide];
    for (int x = 0; x < kSide; ++x) {
      const float tr = br[x] * c - bi[x] * s, ti = br[x] * s + bi[x] * c;
      br[x] = ar[x] - tr;
      bi[x] = ai[x] - ti;
      ar[x] += tr;
      ai[x] += ti;
    }
  }

  std::array<float, kSide / 2> cos_{}, sin_{};
};

}  // namespace certphoto::recapture

#endif
