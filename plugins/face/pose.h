// face.pose: which way the head looks.
#ifndef CERTPHOTO_PLUGINS_FACE_POSE_H
#define CERTPHOTO_PLUGINS_FACE_POSE_H

#include <span>

#include "certphoto/facts.hpp"

namespace certphoto::face {

// Degrees, as face.pose/1: yaw + towards the picture's right, pitch + up, roll + clockwise.
struct Pose {
  double yaw = 0, pitch = 0, roll = 0;
};

// By a rigid fit of our mean head to the mesh (f32 [468, 3]); mouth, jaw and chin are left out, so that an
// expression does not turn the head. Zero is the mean of the london neutral photos.
[[nodiscard]] Pose pose_of_mesh(std::span<const float> mesh);

// From the detector's six key points alone, coarse: for a head so far turned that it has no mesh.
[[nodiscard]] Pose pose_of_keypoints(const cph::FaceBox& face);

struct FacePose {
  static constexpr auto kind = CPH_KIND_ANALYZER;
  static constexpr auto id = "face.pose";
  static constexpr auto summary = "Yaw, pitch and roll of the head in degrees";
  static constexpr auto threading = CPH_INSTANCE_PARALLEL;
  static constexpr auto needs = cph::list(cph::fact::kFaceBoxes);
  static constexpr auto uses = cph::list(cph::fact::kFaceMesh);
  static constexpr auto gives = cph::list(cph::fact::kFacePose);

  void run(cph::Call& call) const;
};

}  // namespace certphoto::face

#endif
