#include "sharp.h"

#include <algorithm>
#include <cmath>

#include "certphoto/mesh_points.hpp"
#include "certphoto/verdict.hpp"

namespace certphoto::quality {

namespace {

constexpr auto kRule = "image.sharp";

// Of the distance between the eyes. London and canada photos as they are measure 0.006 to 0.009; blurred by a
// Gaussian of 1, 2 and 3 % of it they measure 0.012, 0.020 and 0.028 (24 photos, spread 0.002). On a finished
// photo, 100 px between the eyes, 0.018 is 1.8 px: lashes and brows run together.
constexpr double kVisibleBlur = 0.018;
// Blur in one direction against the other above which it is movement; out of focus stays below 1.25 on the
// same photos.
constexpr double kMovement = 1.4;

}  // namespace

double sharpness_score(double blur) {
  const double ratio = std::max(blur, 0.0) / kVisibleBlur;
  return 100 / (1 + ratio * ratio);
}

void ImageSharp::run(cph::Call& call) const {
  const auto blur = call.tensor(cph::fact::kFaceBlur).values<float>();
  const auto mesh = call.tensor(cph::fact::kFaceMesh).values<float>();
  const auto score_limits =
      cph::Limits::at_least(call, kRule, "sharpness_review_score", "sharpness_min_score");
  const auto size_limits = cph::Limits::at_least(call, kRule, nullptr, "ied_min_px");
  const double worst = std::max(blur[0], blur[1]);
  const double best = std::max(std::min(blur[0], blur[1]), 1e-6F);
  const double score = sharpness_score(worst);
  const double eyes_px = cph::mesh::inter_eye(mesh);
  const cph::Region region{"face", cph::mesh::all(mesh, cph::mesh::kOval)};
  const std::vector<cph::NoteArg> args{{"blur_across", {}, blur[0]},
                                       {"blur_along", {}, blur[1]},
                                       {"score", {}, score},
                                       {"eyes_px", {}, eyes_px}};

  cph::Finding size;
  size.rule = kRule;
  size.unit = "px";
  size_limits.apply(size, eyes_px);
  size.note = "too_small";
  size.regions.push_back(region);
  size.args = args;
  if (size.verdict != CPH_VERDICT_PASS) call.report(size);

  cph::Finding f;
  f.rule = kRule;
  f.unit = "score";
  score_limits.apply(f, score);
  f.regions.push_back(region);
  f.args = args;
  f.note = f.verdict == CPH_VERDICT_PASS     ? "sharp"
           : f.verdict == CPH_VERDICT_REVIEW ? "soft"
           : worst > kMovement * best        ? "shaken"
                                             : "blurred";
  if (f.verdict != CPH_VERDICT_PASS || size.verdict == CPH_VERDICT_PASS) call.report(f);
}

}  // namespace certphoto::quality
