#include "ears_visible.h"

#include "pair.h"

namespace certphoto::coverings {

void EarsVisible::run(cph::Call& call) const {
  const auto map = cph::RegionMap::of(call);
  const auto mesh = call.tensor(cph::fact::kFaceMesh).values<float>();
  auto ears =
      judge_hidden(map, id, {ear_zone(map, mesh, true), ear_zone(map, mesh, false)},
                   {"left_ear", "right_ear"}, cph::Limits::at_most(call, id, "hidden_review_share", nullptr));
  // An ear is never more than doubtful: the note says which.
  const bool left = ears.verdicts[0] != CPH_VERDICT_PASS, right = ears.verdicts[1] != CPH_VERDICT_PASS;
  ears.finding.note = left && right ? "both_hidden"
                      : left        ? "left_hidden"
                      : right       ? "right_hidden"
                                    : "visible";
  call.report(ears.finding);
}

}  // namespace certphoto::coverings
