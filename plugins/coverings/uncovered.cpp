#include "uncovered.h"

#include "certphoto/verdict.hpp"
#include "zones.h"

namespace certphoto::coverings {

void FaceUncovered::run(cph::Call& call) const {
  const auto map = cph::RegionMap::of(call);
  const auto zone = lower_face(call.tensor(cph::fact::kFaceMesh).values<float>());
  const double share = map.mean(zone, cph::region_bit(cph::kCover));
  cph::Finding f;
  f.rule = "face.uncovered";
  f.unit = "share";
  cph::Limits::at_most(call, "face.uncovered", "share_review", "share_max").apply(f, share);
  f.verdict = milder_when_turned(call, f.verdict);
  f.confidence = cph::confidence_of(f.verdict, share);
  f.note = f.verdict == CPH_VERDICT_FAIL     ? "covered"
           : f.verdict == CPH_VERDICT_REVIEW ? "maybe_covered"
                                             : "free";
  if (f.verdict != CPH_VERDICT_PASS)
    if (auto where = map.where(zone, cph::region_bit(cph::kCover)); !where.empty())
      f.regions.push_back({"covering", std::move(where)});
  call.report(f);
}

}  // namespace certphoto::coverings
