#include "earrings.h"

#include <algorithm>

#include "certphoto/mesh_points.hpp"
#include "certphoto/verdict.hpp"

namespace certphoto::jewellery {

namespace {

constexpr double kPatch = 1.2;    // units
constexpr double kOutward = 0.1;  // the patch's middle beyond the oval in front of the ear
constexpr double kBelowEyes = 0.5;

// The part of the patch that ear and earring take up: what a report draws.
std::vector<cph::Point> ear_corners(const cph::Affine& to_source) {
  constexpr double kLeft = 0.15 * kEarSide, kRight = 0.72 * kEarSide, kTop = 0.25 * kEarSide,
                   kBottom = kEarSide;
  return {to_source({kLeft, kTop}), to_source({kRight, kTop}), to_source({kRight, kBottom}),
          to_source({kLeft, kBottom})};
}

}  // namespace

cph::Affine ear_square(std::span<const float> mesh, bool right) {
  const auto frame = cph::LevelFrame::of(mesh);
  const double side =
      frame.units_of(cph::mesh::at(mesh, right ? cph::mesh::kSideRight : cph::mesh::kSideLeft)).x;
  return frame.square({side + (right ? kOutward : -kOutward), kBelowEyes}, kPatch, kEarSide, right);
}

EarsJudged judge_ears(const cph::Call& call, double left, double right) {
  const auto limits = cph::Limits::at_most(call, Earrings::id, "earring_review_score", "earring_max_score");
  EarsJudged out;
  cph::Finding& f = out.finding;
  f.rule = Earrings::id;
  f.unit = "probability";
  const double most = std::max(left, right);
  limits.apply(f, most);
  f.confidence = cph::confidence_of(f.verdict, most);
  f.args = {{"left", {}, left}, {"right", {}, right}};
  out.left = limits.judge(left) != CPH_VERDICT_PASS;
  out.right = limits.judge(right) != CPH_VERDICT_PASS;
  // Where one ring is sure, the other side needs no second proof to be named.
  f.note = f.verdict == CPH_VERDICT_PASS     ? "no_earring"
           : f.verdict == CPH_VERDICT_REVIEW ? "maybe_earring"
           : out.left && out.right           ? "both_earrings"
           : out.left                        ? "left_earring"
                                             : "right_earring";
  return out;
}

void Earrings::run(cph::Call& call) const {
  const auto photo = call.image(cph::fact::kSourceImage);
  const auto mesh = call.tensor(cph::fact::kFaceMesh).values<float>();
  const auto left = ear_square(mesh, false), right = ear_square(mesh, true);
  auto judged = judge_ears(call, cph::ask<1>(call, model_, photo, left, kEarSide)[0],
                           cph::ask<1>(call, model_, photo, right, kEarSide)[0]);
  if (judged.left) judged.finding.regions.push_back({"left_ear", ear_corners(left)});
  if (judged.right) judged.finding.regions.push_back({"right_ear", ear_corners(right)});
  call.report(judged.finding);
}

}  // namespace certphoto::jewellery
