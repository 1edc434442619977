#include "light.h"

#include <algorithm>
#include <cmath>

#include "certphoto/colour.hpp"
#include "certphoto/mesh_points.hpp"
#include "certphoto/sampling.hpp"

namespace certphoto::quality {

using cph::Point;

namespace {

// Zones are squares, of the distance between the eyes (ICAO TR Portrait Quality: 0.3).
constexpr double kZoneSide = 0.3;
constexpr int kZoneSize = 12;
constexpr std::array<std::size_t, kZones> kZonePoints{151, 50, 280, 199};

// The whole face is looked at in a square of three eye distances around the nose.
constexpr int kFaceSize = 40;
constexpr double kFaceSide = 3.0;

constexpr double kOverexposed = 247;  // ISO/IEC 29794-5 component 47
constexpr double kUnderexposed = 25;  // component 46

using Pixels = std::vector<float>;

Pixels cut(const cph::ImageView& photo, Point centre, double side, double angle, int size) {
  Pixels out(std::size_t(size) * std::size_t(size) * 3);
  cph::sample(photo, cph::compose(cph::square_at(centre, side, angle, size), cph::source_to_image(photo)),
              size, size, {}, out);
  return out;
}

Pixels zone_pixels(const cph::ImageView& photo, std::span<const float> mesh, Zone zone) {
  return cut(photo, cph::mesh::at(mesh, kZonePoints[zone]), kZoneSide * cph::mesh::inter_eye(mesh),
             cph::mesh::eye_line(mesh), kZoneSize);
}

std::array<double, 3> mean_of(const Pixels& p) {
  std::array<double, 3> sum{};
  for (std::size_t i = 0; i < p.size(); ++i) sum[i % 3] += p[i];
  for (auto& v : sum) v /= double(p.size() / 3);
  return sum;
}

// Hair and beards are not skin in shadow: their colour differs, or their texture. Compared with the brighter
// cheek.
bool looks_like(const Pixels& zone, const std::array<double, 3>& cheek) {
  const auto mean = mean_of(zone);
  const double total = mean[0] + mean[1] + mean[2], cheek_total = cheek[0] + cheek[1] + cheek[2];
  if (total < 1 || cheek_total < 1) return false;
  double colour = 0;
  for (std::size_t c = 0; c < 3; ++c)
    colour = std::max(colour, std::abs(mean[c] / total - cheek[c] / cheek_total));
  double variance = 0;
  const double level = cph::luma(mean[0], mean[1], mean[2]);
  for (std::size_t i = 0; i < zone.size(); i += 3) {
    const double d = cph::luma(zone[i], zone[i + 1], zone[i + 2]) - level;
    variance += d * d / double(zone.size() / 3);
  }
  constexpr double kColour = 0.035;
  constexpr double kTexture = 0.16;  // of the zone's own brightness
  return colour < kColour && std::sqrt(variance) < kTexture * level;
}

// 90th percentile of the luma inside both outlines, 0..1.
double eye_white(const cph::ImageView& photo, std::span<const float> eyes, double angle) {
  constexpr std::size_t kPointsPerEye = 76;
  constexpr std::array<std::size_t, 16> kOutline{0, 9, 10, 11, 12, 13, 14, 15, 8, 7, 6, 5, 4, 3, 2, 1};
  constexpr int kSize = 24;
  std::vector<double> levels;
  for (std::size_t k = 0; k < 2; ++k) {
    std::vector<Point> outline;
    for (const auto i : kOutline) outline.push_back(cph::point3(eyes, k * kPointsPerEye + i));
    const double width = cph::distance(outline[0], outline[8]);
    if (!(width > 0)) continue;
    const cph::Affine to_source = cph::square_at(cph::middle(outline[0], outline[8]), width, angle, kSize);
    Pixels eye(std::size_t(kSize) * kSize * 3);
    cph::sample(photo, cph::compose(to_source, cph::source_to_image(photo)), kSize, kSize, {}, eye);
    const cph::Affine from_source = to_source.inverse();
    for (auto& p : outline) p = from_source(p);
    for (int v = 0; v < kSize; ++v)
      for (int u = 0; u < kSize; ++u) {
        const float* p = eye.data() + 3 * (v * kSize + u);
        if (cph::polygon_contains(outline, {u + 0.5, v + 0.5})) levels.push_back(cph::luma(p[0], p[1], p[2]));
      }
  }
  if (levels.empty()) return 0;
  const auto high = levels.begin() + static_cast<std::ptrdiff_t>(0.9 * double(levels.size() - 1));
  std::nth_element(levels.begin(), high, levels.end());
  return *high / 255;
}

void measure_face(const cph::ImageView& photo, std::span<const float> mesh, double angle, double eyes,
                  Light& out) {
  const Point centre = cph::mesh::at(mesh, cph::mesh::kNoseTip);
  const cph::Affine to_source = cph::square_at(centre, kFaceSide * eyes, angle, kFaceSize);
  Pixels face(std::size_t(kFaceSize) * kFaceSize * 3);
  cph::Sampling sampling;
  sampling.max_taps = 1;  // single points: a mean would hide small highlights
  cph::sample(photo, cph::compose(to_source, cph::source_to_image(photo)), kFaceSize, kFaceSize, sampling,
              face);
  const cph::Affine from_source = to_source.inverse();
  auto oval = cph::mesh::all(mesh, cph::mesh::kOval);
  for (auto& p : oval) p = from_source(p);
  std::vector<double> levels;
  levels.reserve(face.size() / 3);
  for (int v = 0; v < kFaceSize; ++v)
    for (int u = 0; u < kFaceSize; ++u) {
      if (!cph::polygon_contains(oval, {u + 0.5, v + 0.5})) continue;
      const float* p = face.data() + 3 * (v * kFaceSize + u);
      levels.push_back(cph::luma(p[0], p[1], p[2]));
    }
  if (levels.empty()) return;
  double sum = 0;
  for (const double l : levels) {
    sum += l;
    out.overexposed += l >= kOverexposed;
    out.underexposed += l <= kUnderexposed;
  }
  const double count = double(levels.size());
  out.mean = sum / count / 255;
  out.overexposed /= count;
  out.underexposed /= count;
}

}  // namespace

std::array<double, 3> cheek_colour(const cph::ImageView& photo, std::span<const float> mesh) {
  std::array<double, 3> mean{};
  if (!(cph::mesh::inter_eye(mesh) > 0)) return mean;
  const auto left = mean_of(zone_pixels(photo, mesh, kLeftCheek));
  const auto right = mean_of(zone_pixels(photo, mesh, kRightCheek));
  for (std::size_t c = 0; c < 3; ++c) mean[c] = (left[c] + right[c]) / 2;
  return mean;
}

Light measure_light(const cph::ImageView& photo, std::span<const float> mesh, std::span<const float> eyes) {
  Light out{};
  const double eye_distance = cph::mesh::inter_eye(mesh);
  if (!(eye_distance > 0)) return out;
  const double angle = cph::mesh::eye_line(mesh);
  std::array<Pixels, kZones> zones;
  for (std::size_t z = 0; z < kZones; ++z) {
    const Point centre = cph::mesh::at(mesh, kZonePoints[z]);
    zones[z] = zone_pixels(photo, mesh, Zone(z));
    out.zones[z] = mean_of(zones[z]);
    const cph::Affine square = cph::square_at(centre, kZoneSide * eye_distance, angle, 1);
    out.places[z] = {square({0, 0}), square({1, 0}), square({1, 1}), square({0, 1})};
  }
  const auto level = [&](std::size_t z) {
    return cph::luma(out.zones[z][0], out.zones[z][1], out.zones[z][2]);
  };
  const auto& cheek = out.zones[level(kLeftCheek) >= level(kRightCheek) ? kLeftCheek : kRightCheek];
  out.skin = {looks_like(zones[kForehead], cheek), true, true, looks_like(zones[kChin], cheek)};
  out.zone_ratio = 1;
  for (std::size_t c = 0; c < 3; ++c) {
    double low = 255, high = 0;
    for (std::size_t z = 0; z < kZones; ++z) {
      if (!out.skin[z]) continue;
      low = std::min(low, out.zones[z][c]);
      high = std::max(high, out.zones[z][c]);
    }
    // A channel that is black everywhere says nothing.
    if (high >= 8) out.zone_ratio = std::min(out.zone_ratio, low / high);
  }
  out.eye_white = eye_white(photo, eyes, angle);
  measure_face(photo, mesh, angle, eye_distance, out);
  return out;
}

}  // namespace certphoto::quality
