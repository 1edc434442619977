// face.points: the usual five.
#ifndef CERTPHOTO_PLUGINS_FACE_POINTS_H
#define CERTPHOTO_PLUGINS_FACE_POINTS_H

#include <array>
#include <span>

#include "certphoto/facts.hpp"
#include "certphoto/geometry.hpp"

namespace certphoto::face {

struct FacePoints {
  static constexpr auto kind = CPH_KIND_ANALYZER;
  static constexpr auto id = "face.points";
  static constexpr auto summary = "Both eye centres, nose tip and mouth corners";
  static constexpr auto threading = CPH_INSTANCE_PARALLEL;
  static constexpr auto needs = cph::list(cph::fact::kFaceMesh, cph::fact::kFaceEyes);
  static constexpr auto gives = cph::list(cph::fact::kFacePoints);

  void run(cph::Call& call) const;
};

// The five points from face.mesh/1 and face.eyes/1. An eye's centre is its iris, or the middle of its corners
// when the iris was found outside the eye.
[[nodiscard]] std::array<cph::Point, 5> five_points(std::span<const float> mesh, std::span<const float> eyes);

}  // namespace certphoto::face

#endif
