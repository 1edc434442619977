#include "pair.h"

#include <algorithm>

namespace certphoto::coverings {

HiddenPair judge_hidden(const cph::RegionMap& map, const char* rule, const std::array<Polygon, 2>& zones,
                        const std::array<const char*, 2>& names, const cph::Limits& limits) {
  const std::array hidden{map.mean(zones[0], kHiding), map.mean(zones[1], kHiding)};
  HiddenPair pair{{}, {limits.judge(hidden[0]), limits.judge(hidden[1])}};
  cph::Finding& f = pair.finding;
  f.rule = rule;
  f.unit = "share";
  const double most = std::max(hidden[0], hidden[1]);
  limits.apply(f, most);
  f.confidence = cph::confidence_of(f.verdict, most);
  f.args = {{"left", {}, hidden[0]}, {"right", {}, hidden[1]}};
  for (std::size_t k = 0; k < 2; ++k)
    if (pair.verdicts[k] != CPH_VERDICT_PASS) f.regions.push_back({names[k], zones[k]});
  return pair;
}

const char* note_of(const HiddenPair& pair) {
  const bool left = pair.verdicts[0] == CPH_VERDICT_FAIL, right = pair.verdicts[1] == CPH_VERDICT_FAIL;
  return left && right                                ? "both_hidden"
         : left                                       ? "left_hidden"
         : right                                      ? "right_hidden"
         : pair.finding.verdict == CPH_VERDICT_REVIEW ? "maybe_hidden"
                                                      : "visible";
}

}  // namespace certphoto::coverings
