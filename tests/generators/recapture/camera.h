// A phone's camera: lens, colour filters, noise, sharpening, JPEG.
#ifndef CERTPHOTO_TESTS_GENERATORS_CAMERA_H
#define CERTPHOTO_TESTS_GENERATORS_CAMERA_H

#include <random>

#include "picture.h"

namespace certphoto::generators {

using Random = std::mt19937;

inline double draw(Random& random, double low, double high) {
  return std::uniform_real_distribution<double>(low, high)(random);
}

// Where a place of the sensor looks at, in the scene's units.
struct Pose {
  double scale = 1;                 // scene units a sensor pixel
  double turn = 0;                  // radians
  double tilt_x = 0, tilt_y = 0;    // change of scale from the middle to an edge
  int width = 0, height = 0;        // sensor px
  double scene_x = 0, scene_y = 0;  // scene place in the middle of the sensor

  [[nodiscard]] std::array<double, 2> look(double x, double y) const {
    const double u = x - width / 2.0, v = y - height / 2.0;
    const double depth = 1 + tilt_x * 2 * u / width + tilt_y * 2 * v / height;
    const double c = std::cos(turn), s = std::sin(turn);
    return {scene_x + scale * (c * u - s * v) / depth, scene_y + scale * (s * u + c * v) / depth};
  }
};

struct CameraSettings {
  double blur_px = 0.6;  // standard deviation of lens and motion
  double noise = 0.01;   // of full scale at mid grey
  double sharpen = 0.4;  // of unsharp masking
  Colour white{1, 1, 1};
  double gain = 1;  // exposure
  double lift = 0;  // light that reaches everything: sheen, flare
  int quality = 90;
};

namespace detail {

inline void blur(Picture& picture, double sigma) {
  const int reach = std::max(1, int(std::ceil(2.5 * sigma)));
  std::vector<float> kernel;
  float sum = 0;
  for (int d = -reach; d <= reach; ++d) {
    kernel.push_back(float(std::exp(-0.5 * d * d / (sigma * sigma))));
    sum += kernel.back();
  }
  Picture half(picture.width, picture.height);
  const auto pass = [&](const Picture& from, Picture& to, int dx, int dy) {
    for (int y = 0; y < from.height; ++y)
      for (int x = 0; x < from.width; ++x) {
        float* out = to.at(x, y);
        out[0] = out[1] = out[2] = 0;
        for (int d = -reach; d <= reach; ++d) {
          const float* p =
              from.at(std::clamp(x + d * dx, 0, from.width - 1), std::clamp(y + d * dy, 0, from.height - 1));
          const float weight = kernel[std::size_t(d + reach)] / sum;
          for (int k = 0; k < 3; ++k) out[k] += weight * p[k];
        }
      }
  };
  pass(picture, half, 1, 0);
  pass(half, picture, 0, 1);
}

// Red at even columns and rows, blue at odd ones, and the missing colours from their neighbours (bilinear).
inline Picture through_filters(const Picture& light, double noise, Random& random) {
  std::normal_distribution<float> normal(0, 1);
  std::vector<float> raw(std::size_t(light.width) * std::size_t(light.height));
  const auto filter = [](int x, int y) {
    return (y & 1) == 0 ? ((x & 1) == 0 ? 0 : 1) : ((x & 1) == 0 ? 1 : 2);
  };
  for (int y = 0; y < light.height; ++y)
    for (int x = 0; x < light.width; ++x) {
      const float v = light.at(x, y)[filter(x, y)];
      raw[std::size_t(y) * std::size_t(light.width) + std::size_t(x)] =
          v + float(noise) * std::sqrt(std::max(v, 0.02F) / 0.2F) * normal(random);
    }
  Picture out(light.width, light.height);
  for (int y = 0; y < light.height; ++y)
    for (int x = 0; x < light.width; ++x) {
      Colour sum{}, weights{};
      for (int j = -1; j <= 1; ++j)
        for (int i = -1; i <= 1; ++i) {
          const int u = x + i, v = y + j;
          if (u < 0 || v < 0 || u >= light.width || v >= light.height) continue;
          const auto k = std::size_t(filter(u, v));
          if (k == std::size_t(filter(x, y)) && (i != 0 || j != 0)) continue;
          sum[k] += raw[std::size_t(v) * std::size_t(light.width) + std::size_t(u)];
          weights[k] += 1;
        }
      for (std::size_t k = 0; k < 3; ++k) out.at(x, y)[k] = weights[k] > 0 ? sum[k] / weights[k] : 0;
    }
  return out;
}

}  // namespace detail

// What the camera stores of the light that fell on its pixels.
inline std::vector<std::uint8_t> develop(Picture light, const CameraSettings& settings, Random& random) {
  for (std::size_t i = 0; i < light.values.size(); ++i)
    light.values[i] = float(light.values[i] * settings.white[i % 3] * settings.gain + settings.lift);
  detail::blur(light, settings.blur_px);
  auto seen = detail::through_filters(light, settings.noise, random);
  for (auto& v : seen.values) v = to_srgb_fast(v);
  auto soft = seen;
  detail::blur(soft, 1.0);
  std::vector<std::uint8_t> out(seen.values.size());
  for (std::size_t i = 0; i < out.size(); ++i) {
    const double v = seen.values[i] + settings.sharpen * (seen.values[i] - soft.values[i]);
    out[i] = std::uint8_t(std::clamp(v * 255 + 0.5, 0.0, 255.0));
  }
  return out;
}

}  // namespace certphoto::generators

#endif
