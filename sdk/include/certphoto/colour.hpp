// Colour measurement for plugins: sRGB, CIE L*a*b* (D65, 2 degrees), CIEDE2000. Header-only, pure, any
// thread.
#ifndef CERTPHOTO_COLOUR_HPP
#define CERTPHOTO_COLOUR_HPP

#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <numbers>

namespace cph {

struct Lab {
  double L = 0;  // 0..100
  double a = 0, b = 0;
};

// IEC 61966-2-1: an sRGB sample, 0..1, to linear light and back.
[[nodiscard]] inline double srgb_to_linear(double v) {
  return v <= 0.04045 ? v / 12.92 : std::pow((v + 0.055) / 1.055, 2.4);
}
[[nodiscard]] inline double linear_to_srgb(double v) {
  return v <= 0.0031308 ? v * 12.92 : 1.055 * std::pow(v, 1 / 2.4) - 0.055;
}

// Linear light of an 8-bit sample, from a table.
[[nodiscard]] inline double linear_of(std::uint8_t sample) {
  static const std::array<double, 256> table = [] {
    std::array<double, 256> t{};
    for (std::size_t i = 0; i < t.size(); ++i) t[i] = srgb_to_linear(double(i) / 255);
    return t;
  }();
  return table[sample];
}

// Relative luminance Y of linear sRGB, 0..1.
[[nodiscard]] constexpr double luminance(double r, double g, double b) {
  return 0.2126 * r + 0.7152 * g + 0.0722 * b;
}

// Rec. 601 luma of an 8-bit pixel, 0..255: the "grey value" of image processing.
[[nodiscard]] constexpr double luma(double r, double g, double b) {
  return 0.299 * r + 0.587 * g + 0.114 * b;
}

// CIE 15: linear sRGB, 0..1, to L*a*b* with the white of the sRGB matrix, so that (1, 1, 1) is exactly (100,
// 0, 0).
[[nodiscard]] inline Lab lab_of_linear(double r, double g, double b) {
  const double x = (0.4124564 * r + 0.3575761 * g + 0.1804375 * b) / (0.4124564 + 0.3575761 + 0.1804375);
  const double y = (0.2126729 * r + 0.7151522 * g + 0.0721750 * b) / (0.2126729 + 0.7151522 + 0.0721750);
  const double z = (0.0193339 * r + 0.1191920 * g + 0.9503041 * b) / (0.0193339 + 0.1191920 + 0.9503041);
  const auto f = [](double t) {
    constexpr double kEdge = 216.0 / 24389.0;
    constexpr double kSlope = 24389.0 / 27.0;
    return t > kEdge ? std::cbrt(t) : (kSlope * t + 16) / 116;
  };
  const double fx = f(x), fy = f(y), fz = f(z);
  return {116 * fy - 16, 500 * (fx - fy), 200 * (fy - fz)};
}

[[nodiscard]] inline Lab lab_of(std::uint8_t r, std::uint8_t g, std::uint8_t b) {
  return lab_of_linear(linear_of(r), linear_of(g), linear_of(b));
}

// The same for means of 8-bit samples, 0..255.
[[nodiscard]] inline Lab lab_of_mean(double r, double g, double b) {
  return lab_of_linear(srgb_to_linear(r / 255), srgb_to_linear(g / 255), srgb_to_linear(b / 255));
}

[[nodiscard]] inline double chroma(const Lab& c) {
  return std::hypot(c.a, c.b);
}

// CIEDE2000 with kL = kC = kH = 1 (CIE 142-2001), in the form of Sharma, Wu and Dalal, "The CIEDE2000
// color-difference formula", Color Research and Application 30 (2005), whose 34 test pairs are the test of
// this function.
[[nodiscard]] inline double ciede2000(const Lab& one, const Lab& two) {
  constexpr double kPi = std::numbers::pi;
  constexpr double k25To7 = 6103515625.0;
  const auto degrees = [](double radians) { return radians * 180 / kPi; };
  const auto radians = [](double degrees_in) { return degrees_in * kPi / 180; };
  const auto pow7 = [](double v) { return v * v * v * v * v * v * v; };

  const double mean_chroma = (chroma(one) + chroma(two)) / 2;
  const double g = 0.5 * (1 - std::sqrt(pow7(mean_chroma) / (pow7(mean_chroma) + k25To7)));
  const double a1 = (1 + g) * one.a;
  const double a2 = (1 + g) * two.a;
  const double c1 = std::hypot(a1, one.b);
  const double c2 = std::hypot(a2, two.b);
  const auto hue = [&](double a, double b) {
    if (a == 0 && b == 0) return 0.0;
    const double h = degrees(std::atan2(b, a));
    return h < 0 ? h + 360 : h;
  };
  const double h1 = hue(a1, one.b);
  const double h2 = hue(a2, two.b);
  const bool grey = c1 * c2 == 0;

  double dh = 0;
  if (!grey) {
    dh = h2 - h1;
    if (dh > 180) dh -= 360;
    if (dh < -180) dh += 360;
  }
  const double dL = two.L - one.L;
  const double dC = c2 - c1;
  const double dH = 2 * std::sqrt(c1 * c2) * std::sin(radians(dh / 2));

  double mean_hue = h1 + h2;
  if (!grey) {
    if (std::abs(h1 - h2) <= 180) {
      mean_hue /= 2;
    } else {
      mean_hue = mean_hue < 360 ? (mean_hue + 360) / 2 : (mean_hue - 360) / 2;
    }
  }
  const double mean_L = (one.L + two.L) / 2;
  const double mean_C = (c1 + c2) / 2;
  const double t = 1 - 0.17 * std::cos(radians(mean_hue - 30)) + 0.24 * std::cos(radians(2 * mean_hue)) +
                   0.32 * std::cos(radians(3 * mean_hue + 6)) - 0.20 * std::cos(radians(4 * mean_hue - 63));
  const double from_blue = (mean_hue - 275) / 25;
  const double turn = 30 * std::exp(-from_blue * from_blue);
  const double rc = 2 * std::sqrt(pow7(mean_C) / (pow7(mean_C) + k25To7));
  const double from_grey = (mean_L - 50) * (mean_L - 50);
  const double sl = 1 + 0.015 * from_grey / std::sqrt(20 + from_grey);
  const double sc = 1 + 0.045 * mean_C;
  const double sh = 1 + 0.015 * mean_C * t;
  const double rt = -std::sin(radians(2 * turn)) * rc;
  const double l = dL / sl, c = dC / sc, h = dH / sh;
  return std::sqrt(l * l + c * c + h * h + rt * c * h);
}

}  // namespace cph

#endif
