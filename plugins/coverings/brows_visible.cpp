#include "brows_visible.h"

#include "certphoto/verdict.hpp"
#include "zones.h"

namespace certphoto::coverings {

void BrowsVisible::run(cph::Call& call) const {
  const auto map = cph::RegionMap::of(call);
  const auto mesh = call.tensor(cph::fact::kFaceMesh).values<float>();
  const std::array zones{brow_zone(mesh, cph::mesh::kLeftBrow), brow_zone(mesh, cph::mesh::kRightBrow)};
  const std::array hidden{map.mean(zones[0], kHiding), map.mean(zones[1], kHiding)};
  const auto limits = cph::Limits::at_most(call, id, "overlap_review_share", "overlap_max_share");
  cph::Finding f;
  f.rule = id;
  f.unit = "share";
  const double most = std::max(hidden[0], hidden[1]);
  limits.apply(f, most);
  f.confidence = f.verdict == CPH_VERDICT_PASS ? 1 - most : std::max(most, 0.5);
  f.args = {{"left", {}, hidden[0]}, {"right", {}, hidden[1]}};
  for (std::size_t k = 0; k < 2; ++k)
    if (limits.judge(hidden[k]) != CPH_VERDICT_PASS) f.regions.push_back({k == 0 ? "left_brow" : "right_brow", zones[k]});
  const bool left = limits.judge(hidden[0]) == CPH_VERDICT_FAIL, right = limits.judge(hidden[1]) == CPH_VERDICT_FAIL;
  f.note = left && right                     ? "both_hidden"
           : left                            ? "left_hidden"
           : right                           ? "right_hidden"
           : f.verdict == CPH_VERDICT_REVIEW ? "maybe_hidden"
                                             : "visible";
  call.report(f);
}

}  // namespace certphoto::coverings
