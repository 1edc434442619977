// The place of a face in the square that the embedding network sees.
#ifndef CERTPHOTO_PLUGINS_FACE_MATCH_ALIGNMENT_H
#define CERTPHOTO_PLUGINS_FACE_MATCH_ALIGNMENT_H

#include <array>
#include <span>

#include "certphoto/geometry.hpp"

namespace face_match {

inline constexpr int kSide = 112;  // px

// Where the picture's left eye, right eye, nose tip, left and right mouth corner lie in the square: the
// template of the ArcFace paper (Deng et al., CVPR 2019) and its many followers, to which networks of 112 x
// 112 are trained.
inline constexpr std::array<cph::Point, 5> kTemplate{
    {{38.2946, 51.6963}, {73.5318, 51.5014}, {56.0252, 71.7366}, {41.5493, 92.3655}, {70.7299, 92.2041}}};

// From the square's pixels to the plane the five points are given in. Throws CPH_E_INVALID when the points
// are one.
[[nodiscard]] inline cph::Affine SquareToFace(std::span<const cph::Point, 5> points) {
  return cph::fit_similarity(points, kTemplate).inverse();
}

}  // namespace face_match

#endif
