// The levelled strip over both eyes, and the numbers that the learned heads read from it.
//
// The training scripts call the same code (train_api.cpp), so that what was learned is what is used.
#ifndef CERTPHOTO_PLUGINS_GLASSES_STRIP_H
#define CERTPHOTO_PLUGINS_GLASSES_STRIP_H

#include <cstddef>
#include <span>
#include <vector>

#include "certphoto/geometry.hpp"
#include "certphoto/hog.hpp"

namespace certphoto::glasses {

inline constexpr int kStripWidth = 96;
inline constexpr int kStripHeight = 48;
inline constexpr int kStripPixelsPerEyeDistance = 40;

inline constexpr cph::HogGrid kGrid{kStripWidth, kStripHeight, 8};
inline constexpr std::size_t kHogSize = kGrid.features();
// Brightness against the skin of the cheeks, in cells of 4 x 4 px.
inline constexpr int kToneCell = 4;
inline constexpr int kTonesAcross = kStripWidth / kToneCell;
inline constexpr int kTonesDown = kStripHeight / kToneCell;
inline constexpr std::size_t kToneSize = std::size_t(kTonesAcross) * kTonesDown;
inline constexpr std::size_t kFeatureSize = kHogSize + kToneSize;

// From the strip's pixels to source pixels: the eye line level, 1.2 inter-eye distances to either side of the
// middle of the eyes, 0.5 up (brows and upper rim) and 0.7 down (lower rim).
[[nodiscard]] cph::Affine strip_to_source(std::span<const float> mesh);

// kFeatureSize numbers: the histograms, row by row of blocks, then the tones, row by row of cells. `photo` in
// any format, `mesh` as face.mesh/1.
[[nodiscard]] std::vector<float> strip_features(const cph::ImageView& photo, std::span<const float> mesh);

}  // namespace certphoto::glasses

#endif
