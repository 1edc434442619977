#include "tint.h"

#include <algorithm>

#include "zones.h"

namespace certphoto::glasses {

void Tint::run(cph::Call& call) const {
  const auto look = LookValues::of(call);
  const double most = call.threshold("glasses.tint", "tint_max_score");
  const double review = call.threshold("glasses.tint", "tint_review_score");
  cph::Finding f;
  f.rule = "glasses.tint";
  f.value = look.tinted;
  f.unit = "probability";
  f.limit_max = most;
  f.confidence = std::max(look.tinted, 1 - look.tinted);
  if (look.tinted > review) {
    f.verdict = look.tinted > most ? CPH_VERDICT_FAIL : CPH_VERDICT_REVIEW;
    f.note = look.tinted > most ? "lens_tinted" : "lens_maybe_tinted";
    const auto mesh = call.tensor(cph::fact::kFaceMesh).values<float>();
    f.regions.push_back({"left_lens", lens_zone(mesh, Side::kLeft)});
    f.regions.push_back({"right_lens", lens_zone(mesh, Side::kRight)});
  } else if (look.worn > kMaybeWorn) {
    f.verdict = CPH_VERDICT_PASS;
  } else {
    f.verdict = CPH_VERDICT_NOT_APPLICABLE;
    f.note = "no_glasses";
  }
  call.report(f);
}

}  // namespace certphoto::glasses
