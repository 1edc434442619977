#include "presence.h"

#include <algorithm>

#include "zones.h"

namespace certphoto::glasses {

void Present::run(cph::Call& call) const {
  const double worn = LookValues::of(call).worn;
  const double most = call.threshold("glasses.present", "presence_max_score");
  const double review = call.threshold("glasses.present", "presence_review_score");
  cph::Finding f;
  f.rule = "glasses.present";
  f.value = worn;
  f.unit = "probability";
  f.limit_max = most;
  f.confidence = std::max(worn, 1 - worn);
  f.verdict = worn > most ? CPH_VERDICT_FAIL : worn > review ? CPH_VERDICT_REVIEW : CPH_VERDICT_PASS;
  if (f.verdict != CPH_VERDICT_PASS) {
    f.note = f.verdict == CPH_VERDICT_FAIL ? "glasses_worn" : "glasses_maybe";
    const auto mesh = call.tensor(cph::fact::kFaceMesh).values<float>();
    f.regions.push_back({"glasses", strip_corners(mesh)});
  }
  call.report(f);
}

}  // namespace certphoto::glasses
