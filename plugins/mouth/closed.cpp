#include "closed.h"

#include "certphoto/mesh_points.hpp"
#include "certphoto/verdict.hpp"
#include "lips.h"
#include "teeth.h"

namespace certphoto::mouth {

namespace {

constexpr auto kRule = "mouth.closed";

}  // namespace

double trusted_gap(double gap, double teeth) {
  return teeth >= 0.5 ? gap : gap * 2 / 3;
}

void MouthClosed::run(cph::Call& call) const {
  const auto mesh = call.tensor(cph::fact::kFaceMesh).values<float>();
  const double teeth = teeth_probability(call.tensor(cph::fact::kMouthPatch).values<float>());
  const double gap = trusted_gap(lip_gap(mesh), teeth);
  const auto gap_limits = cph::Limits::at_most(call, kRule, "gap_review_ratio", "gap_max_ratio");
  const auto teeth_limits =
      cph::Limits::at_most(call, kRule, "teeth_review_probability", "teeth_max_probability");

  cph::Finding f;
  f.rule = kRule;
  f.regions.push_back({"mouth", cph::mesh::all(mesh, cph::mesh::kOuterLips)});
  f.args = {{"gap", {}, gap}, {"teeth", {}, teeth}};
  const bool by_teeth =
      teeth_limits.judge(teeth) != CPH_VERDICT_PASS &&
      cph::worse(teeth_limits.judge(teeth), gap_limits.judge(gap)) == teeth_limits.judge(teeth);
  if (by_teeth) {
    teeth_limits.apply(f, teeth);
    f.unit = "probability";
    f.confidence = teeth;
    f.note = f.verdict == CPH_VERDICT_FAIL ? "teeth" : "maybe_teeth";
  } else {
    gap_limits.apply(f, gap);
    f.unit = "ratio";
    f.confidence = f.verdict == CPH_VERDICT_PASS ? 1 - teeth : cph::kNone;
    f.note = f.verdict == CPH_VERDICT_PASS ? "closed" : f.verdict == CPH_VERDICT_FAIL ? "open" : "maybe_open";
  }
  call.report(f);
}

}  // namespace certphoto::mouth
