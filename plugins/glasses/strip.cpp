#include "strip.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "certphoto/hog.hpp"
#include "certphoto/mesh_points.hpp"
#include "certphoto/sampling.hpp"

namespace certphoto::glasses {

using cph::Affine;
using cph::Point;

namespace {

constexpr double kBelowEyes = 0.1;  // centre of the strip under the eye line, in inter-eye distances

// Seen from the side the eyes come together; the strip does not shrink below that of a frontal face, whose
// eye distance is at least 0.486 of the way from eyes to chin (london, canada, congress: 521 photos).
constexpr double kMinEyeDistanceOfChin = 0.48;

constexpr float kDarkest = 4;       // grey level added before a logarithm is taken: the noise of a dark pixel
constexpr double kCheekSide = 0.4;  // of the square on the cheek, in inter-eye distances
constexpr int kCheekSamples = 8;

double scale_of(std::span<const float> mesh) {
  return std::max(cph::mesh::inter_eye(mesh), kMinEyeDistanceOfChin * cph::mesh::eye_to_chin(mesh));
}

using Strip = std::vector<float>;

Strip sample_luma(const cph::ImageView& photo, const Affine& to_source, int width, int height) {
  Strip out(std::size_t(width) * std::size_t(height));
  cph::Sampling how;
  how.channels = 1;
  cph::sample(photo, cph::compose(to_source, cph::source_to_image(photo)), width, height, how, out);
  return out;
}

// Octaves above level 1 of the skin of the cheeks, the picture's left and right. A cheek in deep shade, or
// turned away, counts at most one octave darker than the other.
struct Cheeks {
  float left = 0, right = 0;
};

Cheeks cheeks_of(const cph::ImageView& photo, std::span<const float> mesh) {
  const auto at = [&](std::size_t index) {
    const auto to_source = cph::square_at(cph::mesh::at(mesh, index), kCheekSide * scale_of(mesh),
                                          cph::mesh::eye_line(mesh), kCheekSamples);
    const auto values = sample_luma(photo, to_source, kCheekSamples, kCheekSamples);
    return std::log2(std::accumulate(values.begin(), values.end(), 0.0F) / float(values.size()) + kDarkest);
  };
  const Cheeks seen{at(cph::mesh::kCheekLeft), at(cph::mesh::kCheekRight)};
  return {std::max(seen.left, seen.right - 1), std::max(seen.right, seen.left - 1)};
}

// Octaves by which each cell is darker or brighter than the skin on its side of the face.
void append_tones(const Strip& luma, const Cheeks& cheeks, std::vector<float>& out) {
  for (int v = 0; v < kTonesDown; ++v)
    for (int u = 0; u < kTonesAcross; ++u) {
      float sum = 0;
      for (int y = 0; y < kToneCell; ++y)
        for (int x = 0; x < kToneCell; ++x)
          sum += luma[std::size_t(v * kToneCell + y) * kStripWidth + std::size_t(u * kToneCell + x)];
      const float to_right = (float(u) + 0.5F) / kTonesAcross;
      const float skin = cheeks.left + (cheeks.right - cheeks.left) * to_right;
      out.push_back(std::log2(sum / (kToneCell * kToneCell) + kDarkest) - skin);
    }
}

}  // namespace

Affine strip_to_source(std::span<const float> mesh) {
  const double angle = cph::mesh::eye_line(mesh);
  const double scale = scale_of(mesh);
  const Point down{-std::sin(angle), std::cos(angle)};
  const Point centre = cph::mesh::eye_middle(mesh) + down * (kBelowEyes * scale);
  const double side = scale * kStripWidth / kStripPixelsPerEyeDistance;
  // The strip is the middle of a square.
  const Affine middle{1, 0, 0, 0, 1, (kStripWidth - kStripHeight) / 2.0};
  return cph::compose(middle, cph::square_at(centre, side, angle, kStripWidth));
}

std::vector<float> strip_features(const cph::ImageView& photo, std::span<const float> mesh) {
  const auto luma = sample_luma(photo, strip_to_source(mesh), kStripWidth, kStripHeight);
  std::vector<float> out;
  out.reserve(kFeatureSize);
  cph::append_hog(luma, kGrid, out);
  append_tones(luma, cheeks_of(photo, mesh), out);
  return out;
}

}  // namespace certphoto::glasses
