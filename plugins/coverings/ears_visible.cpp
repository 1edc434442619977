#include "ears_visible.h"

#include "certphoto/verdict.hpp"
#include "zones.h"

namespace certphoto::coverings {

void EarsVisible::run(cph::Call& call) const {
  const auto map = cph::RegionMap::of(call);
  const auto mesh = call.tensor(cph::fact::kFaceMesh).values<float>();
  const std::array zones{ear_zone(map, mesh, true), ear_zone(map, mesh, false)};
  const std::array hidden{map.mean(zones[0], kHiding), map.mean(zones[1], kHiding)};
  const auto limits = cph::Limits::at_most(call, id, "hidden_review_share", nullptr);
  cph::Finding f;
  f.rule = id;
  f.unit = "share";
  const double most = std::max(hidden[0], hidden[1]);
  limits.apply(f, most);
  f.confidence = f.verdict == CPH_VERDICT_PASS ? 1 - most : std::max(most, 0.5);
  f.args = {{"left", {}, hidden[0]}, {"right", {}, hidden[1]}};
  const bool left = limits.judge(hidden[0]) != CPH_VERDICT_PASS, right = limits.judge(hidden[1]) != CPH_VERDICT_PASS;
  if (left) f.regions.push_back({"left_ear", zones[0]});
  if (right) f.regions.push_back({"right_ear", zones[1]});
  f.note = left && right ? "both_hidden" : left ? "left_hidden" : right ? "right_hidden" : "visible";
  call.report(f);
}

}  // namespace certphoto::coverings
