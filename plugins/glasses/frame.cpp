#include "frame.h"

#include <algorithm>
#include <array>

#include "certphoto/mesh_points.hpp"
#include "certphoto/verdict.hpp"

namespace certphoto::glasses {

cph::Affine frame_square(std::span<const float> mesh, Side side) {
  const auto frame = cph::LevelFrame::of(mesh);
  const bool right = side == Side::kRight;
  const auto eye = cph::mesh::centre(mesh, right ? cph::mesh::kRightEye : cph::mesh::kLeftEye);
  return frame.square(frame.units_of(eye), 1.0, kFramePatchSide, right);
}

void Frame::run(cph::Call& call) const {
  cph::Finding f;
  f.rule = id;
  f.unit = "probability";
  const double worn = LookValues::of(call).worn;
  if (worn <= kMaybeWorn) {
    f.verdict = CPH_VERDICT_NOT_APPLICABLE;
    f.note = "no_glasses";
    f.confidence = 1 - worn;
    return call.report(f);
  }
  const auto photo = call.image(cph::fact::kSourceImage);
  const auto mesh = call.tensor(cph::fact::kFaceMesh).values<float>();
  const auto limits = cph::Limits::at_most(call, id, "frame_review_score", "frame_max_score");
  constexpr std::array kSides{Side::kLeft, Side::kRight};
  std::array<double, 2> over{};
  for (std::size_t k = 0; k < 2; ++k) {
    over[k] = cph::ask<1>(call, model_, photo, frame_square(mesh, kSides[k]), kFramePatchSide)[0];
    if (limits.judge(over[k]) != CPH_VERDICT_PASS)
      f.regions.push_back({k == 0 ? "left_eye" : "right_eye", eye_zone(mesh, kSides[k])});
  }
  const double most = std::max(over[0], over[1]);
  limits.apply(f, most);
  f.confidence = cph::confidence_of(f.verdict, most);
  f.args = {{"left", {}, over[0]}, {"right", {}, over[1]}};
  const bool left = limits.judge(over[0]) == CPH_VERDICT_FAIL,
             right = limits.judge(over[1]) == CPH_VERDICT_FAIL;
  // Nobody is refused for a frame unless glasses are surely worn.
  if (f.verdict == CPH_VERDICT_FAIL && worn <= kSurelyWorn) f.verdict = CPH_VERDICT_REVIEW;
  f.note = f.verdict == CPH_VERDICT_PASS     ? "clear"
           : f.verdict == CPH_VERDICT_REVIEW ? "maybe_frame"
           : left && right                   ? "frame_both_eyes"
           : left                            ? "frame_left_eye"
                                             : "frame_right_eye";
  call.report(f);
}

}  // namespace certphoto::glasses
