#include "tint.h"

#include <algorithm>

#include "certphoto/mesh_points.hpp"
#include "certphoto/verdict.hpp"
#include "zones.h"

namespace certphoto::glasses {

double dark_over_eyes(const cph::RegionMap& map, std::span<const float> mesh) {
  double sum = 0;
  for (const auto* eye : {&cph::mesh::kLeftEye, &cph::mesh::kRightEye}) {
    const auto outline = cph::mesh::outline(mesh, *eye);
    sum += map.mean(outline, cph::region_bit(cph::kGlasses)) - map.mean(outline, cph::region_bit(cph::kEye));
  }
  return sum / 2;
}

void Tint::run(cph::Call& call) const {
  const auto look = LookValues::of(call);
  const auto mesh = call.tensor(cph::fact::kFaceMesh).values<float>();
  const double dark = dark_over_eyes(cph::RegionMap::of(call), mesh);
  const auto by_strip = cph::Limits::at_most(call, "glasses.tint", "tint_review_score", "tint_max_score");
  const auto by_map =
      cph::Limits::at_most(call, "glasses.tint", "dark_review_difference", "dark_max_difference");
  cph::Finding f;
  f.rule = "glasses.tint";
  // Either may see what the other misses: the strip light tints on a frontal face, the map dark lenses at any
  // angle.
  f.verdict = cph::worse(by_strip.judge(look.tinted), by_map.judge(dark));
  const bool strip_decides = by_map.judge(dark) != f.verdict;
  f.value = strip_decides || f.verdict == CPH_VERDICT_PASS ? look.tinted : dark;
  f.limit_max = strip_decides || f.verdict == CPH_VERDICT_PASS ? by_strip.in_question(look.tinted)
                                                               : by_map.in_question(dark);
  f.unit = strip_decides || f.verdict == CPH_VERDICT_PASS ? "probability" : "ratio";
  f.args = {{"tinted", {}, look.tinted}, {"dark", {}, dark}};
  f.confidence = std::max(look.tinted, 1 - look.tinted);
  if (f.verdict != CPH_VERDICT_PASS) {
    f.confidence = std::max({f.confidence, (1 + dark) / 2, 0.5});
    f.note = f.verdict == CPH_VERDICT_FAIL ? "lens_tinted" : "lens_maybe_tinted";
    f.regions.push_back({"left_lens", lens_zone(mesh, Side::kLeft)});
    f.regions.push_back({"right_lens", lens_zone(mesh, Side::kRight)});
  } else if (look.worn <= kMaybeWorn) {
    f.verdict = CPH_VERDICT_NOT_APPLICABLE;
    f.note = "no_glasses";
  }
  call.report(f);
}

}  // namespace certphoto::glasses
