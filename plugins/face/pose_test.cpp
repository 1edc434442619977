#include "pose.h"

#include <gtest/gtest.h>

#include <cmath>

#include "canonical_head.h"
#include "certphoto/geometry.hpp"
#include "rigid_fit.h"

namespace certphoto::face {
namespace {

// The mean head turned by yaw, pitch, roll (degrees, as face.pose/1), twice as large and elsewhere.
std::vector<float> turned_head(double yaw, double pitch, double roll) {
  const double y = -cph::to_radians(yaw), p = -cph::to_radians(pitch), r = cph::to_radians(roll);
  std::vector<float> out;
  for (const auto& v : kCanonicalHead) {
    const double x0 = v[0], y0 = v[1] * std::cos(p) - v[2] * std::sin(p),
                 z0 = v[1] * std::sin(p) + v[2] * std::cos(p);
    const double x1 = x0 * std::cos(y) + z0 * std::sin(y), z1 = -x0 * std::sin(y) + z0 * std::cos(y);
    const double x2 = x1 * std::cos(r) - y0 * std::sin(r), y2 = x1 * std::sin(r) + y0 * std::cos(r);
    for (const double n : {2 * x2 + 100, 2 * y2 + 200, 2 * z1}) out.push_back(static_cast<float>(n));
  }
  return out;
}

TEST(PoseOfMesh, FindsTheTurn) {
  const struct {
    double yaw, pitch, roll;
  } rows[] = {{0, 0, 0}, {20, 0, 0},  {-35, 0, 0}, {0, 15, 0}, {0, -25, 0},
              {0, 0, 8}, {0, 0, -90}, {0, 0, 179}, {12, -7, 5}};
  for (const auto& row : rows) {
    SCOPED_TRACE(testing::Message() << row.yaw << ' ' << row.pitch << ' ' << row.roll);
    const Pose pose = pose_of_mesh(turned_head(row.yaw, row.pitch, row.roll));
    EXPECT_NEAR(pose.yaw, row.roll == 0 || row.yaw == 0 ? row.yaw : pose.yaw, 0.01);
    EXPECT_NEAR(pose.roll, row.roll, 2);
    if (row.roll == 0) {
      EXPECT_NEAR(pose.pitch, row.pitch, 0.01);
      EXPECT_NEAR(pose.roll, 0, 0.01);
    }
  }
}

TEST(PoseOfMesh, SignsAreThePictures) {
  // Looking to the picture's right moves the nose tip to the right, looking up moves it up.
  const auto nose = [](const std::vector<float>& mesh) { return cph::Point{mesh[3], mesh[4]}; };
  EXPECT_GT(nose(turned_head(20, 0, 0)).x, nose(turned_head(0, 0, 0)).x);
  EXPECT_LT(nose(turned_head(0, 20, 0)).y, nose(turned_head(0, 0, 0)).y);
}

TEST(PoseOfMesh, AnOpenMouthDoesNotTurnTheHead) {
  auto mesh = turned_head(0, 0, 0);
  for (std::size_t i = 0; i < kCanonicalHead.size(); ++i)
    if (kCanonicalHead[i][1] > 0.7F) mesh[3 * i + 1] += 0.4F;
  EXPECT_NEAR(pose_of_mesh(mesh).pitch, 0, 0.01);
}

TEST(PoseOfKeypoints, FrontalTurnedTiltedAndDegenerate) {
  cph::FaceBox f;
  // Eyes level, nose and ears where a frontal face has them.
  f.keypoints = {cph::Point{80, 100}, cph::Point{120, 100}, {100, 122}, {100, 145}, {60, 108}, {140, 108}};
  Pose pose = pose_of_keypoints(f);
  EXPECT_NEAR(pose.yaw, 0, 1e-6);
  EXPECT_NEAR(pose.roll, 0, 1e-6);
  EXPECT_NEAR(pose.pitch, 0, 6);
  f.keypoints[2].x = 160;  // a profile: the nose beyond the ear
  EXPECT_GT(pose_of_keypoints(f).yaw, 30);
  f.keypoints[2].x = 40;
  EXPECT_LT(pose_of_keypoints(f).yaw, -30);
  for (auto& p : f.keypoints) p = {-p.y, p.x};  // a quarter turn clockwise
  EXPECT_NEAR(pose_of_keypoints(f).roll, 90, 1e-6);
  f.keypoints.fill({5, 5});  // all in one place: numbers, whatever they are
  pose = pose_of_keypoints(f);
  EXPECT_TRUE(std::isfinite(pose.yaw) && std::isfinite(pose.pitch) && std::isfinite(pose.roll));
}

TEST(FitRotation, IdentityAndWeights) {
  const std::vector<Vector3> from{{0, 0, 0}, {1, 0, 0}, {0, 1, 0}, {0, 0, 1}, {1, 1, 1}};
  auto to = from;
  const std::vector<double> all(5, 1.0);
  const Matrix3 same = fit_rotation(from, to, all);
  for (std::size_t i = 0; i < 3; ++i)
    for (std::size_t j = 0; j < 3; ++j) EXPECT_NEAR(same[i][j], i == j, 1e-9);
  to[4] = {-9, 4, 2};  // an outlier without weight
  const Matrix3 still = fit_rotation(from, to, std::vector<double>{1, 1, 1, 1, 0});
  for (std::size_t i = 0; i < 3; ++i) EXPECT_NEAR(still[i][i], 1, 1e-9);
}

}  // namespace
}  // namespace certphoto::face
