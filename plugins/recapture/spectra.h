// Periodic patterns that a screen or a print leaves in a photo of it: peaks of the spectrum.
#ifndef CERTPHOTO_PLUGINS_RECAPTURE_SPECTRA_H
#define CERTPHOTO_PLUGINS_RECAPTURE_SPECTRA_H

#include <array>
#include <vector>

#include "certphoto/plugin.hpp"
#include "fft.h"

namespace certphoto::recapture {

// What is looked at, and how finely.
enum class View { kLumaFine, kLuma, kRedGreen, kBlueGreen };
inline constexpr int kViews = 4;
inline constexpr int kFeaturesOfView = 5;
inline constexpr int kFeatures = kViews * kFeaturesOfView;

// For each view, all in nats above the neighbouring frequencies:
//   the highest peak of the mean spectrum of the upper tiles, off the axes; the mean of its eight highest;
//   the highest on the axes; lower median and lower quartile over all tiles of each tile's highest peak.
using Features = std::array<float, kFeatures>;

// A photo smaller than this each way, in px, has no room for the tiles.
inline constexpr int kLeastSide = 256;

// Throws CPH_E_INVALID for a smaller picture. Immutable; any thread.
class Spectra {
 public:
  [[nodiscard]] Features measure(const cph::ImageView& photo) const;

 private:
  SquareFft fft_;
};

}  // namespace certphoto::recapture

#endif
