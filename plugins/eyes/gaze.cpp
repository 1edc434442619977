#include "gaze.h"

#include <algorithm>
#include <cmath>

#include "certphoto/mesh_points.hpp"
#include "certphoto/verdict.hpp"
#include "lids.h"

namespace certphoto::eyes {

using cph::Point;

namespace {

// The eyeball's radius (12 mm) over the eye from corner to corner (29 mm).
constexpr double kEyeballOverWidth = 0.41;

// The corners lie before the eyeball's centre, so they move when the head turns and the gaze does not: by
// half as much as the eye would have to turn. Regression over 534 portraits that look at the camera: -0.45
// (london), -0.46 (canada), -0.50 (congress) degrees a degree of yaw.
constexpr double kCornersFollowHead = 0.47;

// Irises of people who look at the camera lie above the line of the corners: mean of the same portraits,
// degrees.
constexpr double kPitchAtCamera = -10;

// Above, the eyes are open enough for the iris to be seen; the review limit of eyes.open.
constexpr double kOpenEnough = 0.03;

}  // namespace

GazeAngles measure_gaze(std::span<const float> eyes, double eye_line, double head_yaw) {
  const Point across{std::cos(eye_line), std::sin(eye_line)};
  const Point down{-across.y, across.x};
  Point offset;
  for (std::size_t k = 0; k < 2; ++k) {
    const auto eye = eyes.subspan(k * kPointsPerEye * 3, kPointsPerEye * 3);
    const Point outer = cph::point3(eye, kOuterCorner), inner = cph::point3(eye, kInnerCorner);
    const double width = cph::distance(outer, inner);
    if (!(width > 0)) return {cph::kNone, cph::kNone};
    const Point from =
        (cph::point3(eye, kIris) - cph::middle(outer, inner)) * (0.5 / width / kEyeballOverWidth);
    offset = offset + Point{cph::dot(from, across), cph::dot(from, down)};
  }
  const auto degrees = [](double sine) { return cph::to_degrees(std::asin(std::clamp(sine, -1.0, 1.0))); };
  return {degrees(offset.x) + kCornersFollowHead * head_yaw, degrees(offset.y) - kPitchAtCamera};
}

void EyesGaze::run(cph::Call& call) const {
  const auto eyes = call.tensor(cph::fact::kFaceEyes).values<float>();
  const auto mesh = call.tensor(cph::fact::kFaceMesh).values<float>();
  const auto state = call.tensor(cph::fact::kEyesState).values<float>();
  const double head_yaw = double(call.tensor(cph::fact::kFacePose).values<float>()[0]);
  const auto limits = cph::Limits::at_most(call, id, "angle_review_deg", "angle_max_deg");
  cph::Finding f;
  f.rule = id;
  f.unit = "deg";
  const auto give_up = [&](const char* why) {
    f.verdict = CPH_VERDICT_INCONCLUSIVE;
    f.note = why;
    call.report(f);
  };
  if (cph::mesh::inter_eye(mesh) < call.threshold(id, "inter_eye_min_px")) return give_up("too_small");
  if (std::min(state[0], state[4]) < float(kOpenEnough)) return give_up("closed");
  const auto gaze = measure_gaze(eyes, cph::mesh::eye_line(mesh), head_yaw);
  if (!std::isfinite(gaze.yaw) || !std::isfinite(gaze.pitch)) return give_up("too_small");
  limits.apply(f, std::abs(gaze.yaw));
  f.note = f.verdict == CPH_VERDICT_FAIL     ? "aside"
           : f.verdict == CPH_VERDICT_REVIEW ? "maybe_aside"
                                             : "at_camera";
  // Lids and anatomy move the iris up and down as much as a glance does: never more than a review.
  const double vertical = call.threshold(id, "vertical_review_deg");
  if (f.verdict == CPH_VERDICT_PASS && std::abs(gaze.pitch) > vertical) {
    f.verdict = CPH_VERDICT_REVIEW;
    f.note = "maybe_up_or_down";
    f.value = std::abs(gaze.pitch);
    f.limit_max = vertical;
  }
  f.args = {{"yaw", {}, gaze.yaw}, {"pitch", {}, gaze.pitch}};
  if (f.verdict != CPH_VERDICT_PASS)
    for (std::size_t k = 0; k < 2; ++k)
      f.regions.push_back({k == 0 ? "left_eye" : "right_eye",
                           outline(eyes.subspan(k * kPointsPerEye * 3, kPointsPerEye * 3))});
  call.report(f);
}

}  // namespace certphoto::eyes
