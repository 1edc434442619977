// Light on the face, measured on four zones and the whole.
#ifndef CERTPHOTO_PLUGINS_QUALITY_LIGHT_H
#define CERTPHOTO_PLUGINS_QUALITY_LIGHT_H

#include <array>
#include <span>

#include "certphoto/facts.hpp"
#include "certphoto/geometry.hpp"

namespace certphoto::quality {

enum Zone { kForehead, kLeftCheek, kRightCheek, kChin, kZones };

struct Light {
  std::array<std::array<double, 3>, kZones> zones;     // mean R, G, B, 0..255
  std::array<bool, kZones> skin;                       // false: hair or beard, not to be compared
  std::array<std::vector<cph::Point>, kZones> places;  // source px
  double zone_ratio = 0;    // darkest over brightest zone, least of the channels, 0..1
  double mean = 0;          // luma of the face, 0..1
  double eye_white = 0;     // 90th percentile of the luma inside the lids: tells dark skin from little light
  double overexposed = 0;   // share of the face at 247 and above (ISO/IEC 29794-5 component 47)
  double underexposed = 0;  // share at 25 and below (component 46)
};

// Mean R, G, B of both cheeks, 0..255: forehead and chin may be hair. Black for a mesh without size.
[[nodiscard]] std::array<double, 3> cheek_colour(const cph::ImageView& photo, std::span<const float> mesh);

// `mesh`: face.mesh/1, `eyes`: face.eyes/1. ISO/IEC 29794-5 component 43, the overlap of both cheeks'
// histograms, was tried and left out: evenly lit canada photos get down to 0.04 (score 38 of 100).
[[nodiscard]] Light measure_light(const cph::ImageView& photo, std::span<const float> mesh,
                                  std::span<const float> eyes);

}  // namespace certphoto::quality

#endif
