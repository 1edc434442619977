// The lids as numbers, and what they say about an eye.
#ifndef CERTPHOTO_PLUGINS_EYES_LIDS_H
#define CERTPHOTO_PLUGINS_EYES_LIDS_H

#include <span>
#include <vector>

#include "certphoto/geometry.hpp"

namespace certphoto::eyes {

// In face.eyes/1 an eye is 76 points: outer corner, 7 of the lower lid, inner corner, 7 of the upper lid,
// brow and surroundings; the iris last.
inline constexpr std::size_t kPointsPerEye = 76;
inline constexpr std::size_t kOuterCorner = 0;
inline constexpr std::size_t kLowerLid = 1;
inline constexpr std::size_t kInnerCorner = 8;
inline constexpr std::size_t kUpperLid = 9;
inline constexpr std::size_t kLidPoints = 7;
inline constexpr std::size_t kIris = 71;

// Over T, the distance from the middle of the eyes to the chin (ISO/IEC 29794-5); measured at the middle
// three points of each lid, across the line of the corners.
struct Lids {
  double opening = 0;
  double upper = 0;  // height above the line of the corners; negative: below
  double lower = 0;  // depth below it
};

// `eye`: one row of face.eyes/1, f32 [76, 3]. `down` points from the eyes to the chin. Zeros when the corners
// coincide or `eye_to_chin` is not positive.
[[nodiscard]] Lids measure_lids(std::span<const float> eye, cph::Point down, double eye_to_chin);

// Probability that an eye is closed, from its lids and the eye-state network's log odds for "open".
[[nodiscard]] double closed_probability(const Lids& lids, double open_log_odds);

// Outline of the eye for a report: the lids and corners.
[[nodiscard]] std::vector<cph::Point> outline(std::span<const float> eye);

}  // namespace certphoto::eyes

#endif
