#include "pose.h"

#include <cmath>
#include <vector>

#include "canonical_head.h"
#include "certphoto/mesh_points.hpp"
#include "rigid_fit.h"

namespace certphoto::face {

using cph::Point;

namespace {

// Of the six key points, fitted to the mesh's pose on 791 photos (london, congress, canada, cmu_faces; yaw to
// 68, pitch to 43 degrees); they leave 1.9 degrees of yaw where it is below 10 and 3.7 overall, and 4.1
// degrees of pitch. Regenerate: scripts/train/keypoint_pose.py.
constexpr double kYawOfNose =
    0.97;  // tan(yaw) per offset of the nose from the middle of the ears, in ear distances
constexpr double kPitch0 = 42.8;
constexpr double kPitchOfNose = -89.5;  // degrees per height of the nose between eyes and mouth
constexpr double kPitchOfEars = -7.6;

}  // namespace

Pose pose_of_mesh(std::span<const float> mesh) {
  std::vector<Vector3> from, to;
  from.reserve(kCanonicalHead.size());
  to.reserve(kCanonicalHead.size());
  for (std::size_t i = 0; i < kCanonicalHead.size(); ++i) {
    const auto& p = kCanonicalHead[i];
    if (p[1] > kLowestRigidY) continue;
    from.push_back({p[0], p[1], p[2]});
    to.push_back({mesh[3 * i], mesh[3 * i + 1], mesh[3 * i + 2]});
  }
  const std::vector<double> weights(from.size(), 1.0);
  const Matrix3 r = fit_rotation(from, to, weights);
  // The face looks along -z; x is to the right and y down.
  const Vector3 look{-r[0][2], -r[1][2], -r[2][2]};
  return {cph::to_degrees(std::atan2(look[0], -look[2])),
          cph::to_degrees(std::atan2(-look[1], std::hypot(look[0], look[2]))),
          cph::to_degrees(std::atan2(r[1][0], r[0][0]))};
}

Pose pose_of_keypoints(const cph::FaceBox& face) {
  const auto& k = face.keypoints;  // subject's right eye is the picture's left one
  const double roll = cph::direction(k[0], k[1]);
  const cph::Affine level = cph::square_at({0, 0}, 1, -roll, 1);
  const Point eyes = cph::middle(k[0], k[1]);
  const auto levelled = [&](Point p) { return level.turn(p - eyes); };
  const Point nose = levelled(k[2]), mouth = levelled(k[3]), left_ear = levelled(k[4]),
              right_ear = levelled(k[5]);
  const double ears = std::max(std::abs(right_ear.x - left_ear.x), 1e-6);
  const double height = std::max(mouth.y, 1e-6);
  const double nose_height = std::clamp(nose.y / height, 0.0, 1.0);
  const double ear_height = std::clamp((left_ear.y + right_ear.y) / 2 / height, -1.0, 1.0);
  return {cph::to_degrees(std::atan(kYawOfNose * (nose.x - (left_ear.x + right_ear.x) / 2) / ears)),
          kPitch0 + kPitchOfNose * nose_height + kPitchOfEars * ear_height, cph::to_degrees(roll)};
}

void FacePose::run(cph::Call& call) const {
  const auto faces = cph::face_boxes(call.tensor(cph::fact::kFaceBoxes));
  if (faces.empty()) return;
  const auto mesh = call.find_tensor(cph::fact::kFaceMesh);
  const Pose pose = mesh ? pose_of_mesh(mesh.values<float>()) : pose_of_keypoints(faces.front());
  const std::array<float, 3> numbers{float(pose.yaw), float(pose.pitch), float(pose.roll)};
  call.put_values<float>(cph::fact::kFacePose, {3}, numbers);
}

}  // namespace certphoto::face
