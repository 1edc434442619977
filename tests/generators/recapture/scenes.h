// What the camera looks at: the person, a screen that shows the photo, or a print of it.
#ifndef CERTPHOTO_TESTS_GENERATORS_SCENES_H
#define CERTPHOTO_TESTS_GENERATORS_SCENES_H

#include <numbers>

#include "camera.h"

namespace certphoto::generators {

// The light on each pixel of the sensor: the mean over 3 x 3 places of it.
template <class Scene>  // the light at a place in its own units: Colour(double, double)
Picture expose(const Scene& scene, const Pose& pose) {
  constexpr int kPlaces = 3;
  Picture out(pose.width, pose.height);
  for (int y = 0; y < pose.height; ++y)
    for (int x = 0; x < pose.width; ++x) {
      float* p = out.at(x, y);
      for (int j = 0; j < kPlaces; ++j)
        for (int i = 0; i < kPlaces; ++i) {
          const auto at = pose.look(x + (i + 0.5) / kPlaces, y + (j + 0.5) / kPlaces);
          const auto c = scene(at[0], at[1]);
          for (std::size_t k = 0; k < 3; ++k) p[k] += c[k] / (kPlaces * kPlaces);
        }
    }
  return out;
}

// The photo as it is, `unit` of its pixels a scene unit.
inline auto person(const Picture& photo, double unit) {
  return [&photo, unit](double x, double y) { return photo.sample(x * unit, y * unit); };
}

enum class Cells { kStripesRgb, kStripesBgr, kPentile };

struct ScreenSettings {
  Cells cells = Cells::kStripesRgb;
  double dark = 0.06;  // of a cell's width that its black border takes on each side
  double unit = 1;     // photo px a screen pixel
};

// A scene unit is a pixel of the screen.
inline auto screen(const Picture& photo, const ScreenSettings& s) {
  return [&photo, s](double x, double y) {
    const double px = std::floor(x), py = std::floor(y), fx = x - px, fy = y - py;
    const auto shown = photo.sample((px + 0.5) * s.unit, (py + 0.5) * s.unit);
    Colour out{};
    if (fy < s.dark || fy > 1 - s.dark) return out;
    if (s.cells == Cells::kPentile) {
      // Green in every pixel, red and blue in turns, each twice as wide.
      const bool even = (std::int64_t(px) + std::int64_t(py)) % 2 == 0;
      if (fx < 0.4 - s.dark && fx > s.dark) out[1] = shown[1] * 2.2F;
      if (fx > 0.4 + s.dark && fx < 1 - s.dark) out[even ? 0 : 2] = shown[even ? 0 : 2] * 3.4F;
      return out;
    }
    const int stripe = std::min(2, int(fx * 3));
    const double in_stripe = fx * 3 - stripe;
    if (in_stripe < 3 * s.dark / 2 || in_stripe > 1 - 3 * s.dark / 2) return out;
    const auto k = std::size_t(s.cells == Cells::kStripesRgb ? stripe : 2 - stripe);
    out[k] = shown[k] * 3;
    return out;
  };
}

struct HalftoneSettings {
  double cell = 1;                              // scene units between dots
  std::array<double, 4> angles{15, 75, 0, 45};  // degrees, of cyan, magenta, yellow, black
  double unit = 1;                              // photo px a scene unit
};

namespace detail {

// Cyan, magenta, yellow and black that give a colour; half of the grey is black.
inline std::array<float, 4> inks(const Colour& light) {
  std::array<float, 4> out{};
  for (std::size_t k = 0; k < 3; ++k) out[k] = 1 - to_srgb_fast(light[k]);
  out[3] = 0.5F * std::min({out[0], out[1], out[2]});
  for (std::size_t k = 0; k < 3; ++k) out[k] = (out[k] - out[3]) / std::max(1 - out[3], 0.01F);
  return out;
}

// What an ink lets through, of red, green and blue.
inline constexpr std::array<Colour, 4> kInks{Colour{0.08F, 0.55F, 0.80F}, Colour{0.75F, 0.08F, 0.40F},
                                             Colour{0.92F, 0.82F, 0.08F}, Colour{0.05F, 0.05F, 0.05F}};

}  // namespace detail

// Round dots on a grid an ink, growing with its amount.
inline auto halftone(const Picture& photo, const HalftoneSettings& s) {
  std::array<std::array<double, 2>, 4> turns{};  // periods a scene unit
  for (std::size_t ink = 0; ink < 4; ++ink) {
    const double a = s.angles[ink] * std::numbers::pi / 180;
    turns[ink] = {std::cos(a) / s.cell, std::sin(a) / s.cell};
  }
  // A cosine of period 1, by parabolas: 6 % off at most, which only changes the dots' growth.
  const auto wave = [](double t) {
    const double f = t - std::floor(t), d = std::abs(f - 0.5) * 4;  // 2 at 0, 0 at a half
    return d > 1 ? 1 - (2 - d) * (2 - d) : d * d - 1;
  };
  return [&photo, s, turns, wave](double x, double y) {
    Colour out{0.9F, 0.9F, 0.88F};  // paper
    const auto amounts = detail::inks(photo.sample(x * s.unit, y * s.unit));
    for (std::size_t ink = 0; ink < 4; ++ink) {
      const auto& [c, sn] = turns[ink];
      const double threshold = 0.5 + 0.25 * (wave(c * x + sn * y) + wave(c * y - sn * x));
      if (amounts[ink] <= threshold) continue;
      for (std::size_t k = 0; k < 3; ++k) out[k] *= detail::kInks[ink][k];
    }
    return out;
  };
}

// Ink-jet: each dot of the printer on or off, errors passed on (Floyd and Steinberg, 1976). `picture`
// outlives the scene; a scene unit is a dot.
inline Picture ink_jet(const Picture& photo, int width, int height, double unit) {
  Picture out(width, height);
  std::vector<std::array<float, 4>> errors(std::size_t(width + 2) * 2);
  for (int y = 0; y < height; ++y) {
    auto* here = &errors[std::size_t(y % 2) * std::size_t(width + 2)];
    auto* next = &errors[std::size_t((y + 1) % 2) * std::size_t(width + 2)];
    std::fill(next, next + width + 2, std::array<float, 4>{});
    for (int x = 0; x < width; ++x) {
      const auto amounts = detail::inks(photo.sample((x + 0.5) * unit, (y + 0.5) * unit));
      float* p = out.at(x, y);
      p[0] = p[1] = 0.9F;
      p[2] = 0.88F;
      for (std::size_t ink = 0; ink < 4; ++ink) {
        const float wanted = amounts[ink] + here[x + 1][ink];
        const bool on = wanted > 0.5F;
        const float error = wanted - (on ? 1.0F : 0.0F);
        here[x + 2][ink] += error * 7 / 16;
        next[x][ink] += error * 3 / 16;
        next[x + 1][ink] += error * 5 / 16;
        next[x + 2][ink] += error * 1 / 16;
        if (on)
          for (std::size_t k = 0; k < 3; ++k) p[k] *= detail::kInks[ink][k];
      }
    }
  }
  return out;
}

// Dots with hard edges.
inline auto dots(const Picture& raster) {
  return [&raster](double x, double y) {
    const float* p = raster.at(std::clamp(int(std::floor(x)), 0, raster.width - 1),
                               std::clamp(int(std::floor(y)), 0, raster.height - 1));
    return Colour{p[0], p[1], p[2]};
  };
}

}  // namespace certphoto::generators

#endif
