#include "covering.h"

#include <algorithm>

#include "certphoto/verdict.hpp"
#include "zones.h"

namespace certphoto::coverings {

namespace {

constexpr unsigned kHeadParts =
    cph::region_bit(cph::kCover) | cph::region_bit(cph::kHair) | cph::region_bit(cph::kSkin);

bool exempt(const cph::Call& call) {
  const auto reason = call.input(kExemption);
  return reason && !reason->empty();
}

}  // namespace

void HeadCovering::run(cph::Call& call) const {
  const auto map = cph::RegionMap::of(call);
  const auto mesh = call.tensor(cph::fact::kFaceMesh).values<float>();
  const auto zone = head_zone(map, mesh);
  const double share = map.share(zone, cph::region_bit(cph::kCover), kHeadParts);
  const std::array cups{cup_zone(map, mesh, true), cup_zone(map, mesh, false)};
  const double cupped = std::min(map.mean(cups[0], cph::region_bit(cph::kCover)),
                                 map.mean(cups[1], cph::region_bit(cph::kCover)));
  const auto limits = cph::Limits::at_most(call, "head.covering", "share_review", "share_max");
  const auto ears = cph::Limits::at_most(call, "head.covering", "ears_review_share", nullptr);
  cph::Finding f;
  f.rule = "head.covering";
  f.unit = "share";
  const bool by_ears = limits.judge(share) == CPH_VERDICT_PASS && ears.judge(cupped) != CPH_VERDICT_PASS;
  (by_ears ? ears : limits).apply(f, by_ears ? cupped : share);
  f.verdict = milder_when_turned(call, f.verdict);
  f.confidence = cph::confidence_of(f.verdict, f.value);
  f.note = by_ears                           ? "ears_covered"
           : f.verdict == CPH_VERDICT_FAIL   ? "covered"
           : f.verdict == CPH_VERDICT_REVIEW ? "maybe_covered"
                                             : "free";
  f.args = {{"head", {}, share}, {"ears", {}, cupped}};
  if (by_ears) {
    f.regions.push_back({"left_ear", cups[0]});
    f.regions.push_back({"right_ear", cups[1]});
  } else if (f.verdict != CPH_VERDICT_PASS) {
    if (auto where = map.where(zone, cph::region_bit(cph::kCover)); !where.empty())
      f.regions.push_back({"covering", std::move(where)});
  }
  if (exempt(call)) {
    f.verdict = CPH_VERDICT_NOT_APPLICABLE;
    f.note = "exempt";
  }
  call.report(f);
}

void CoveringExempt::run(cph::Call& call) const {
  cph::Finding f;
  f.rule = "head.covering_exempt";
  if (!exempt(call)) {
    f.verdict = CPH_VERDICT_NOT_APPLICABLE;
    f.note = "not_asked";
    call.report(f);
    return;
  }
  const auto map = cph::RegionMap::of(call);
  const auto zone = lower_face(call.tensor(cph::fact::kFaceMesh).values<float>());
  f.value = map.mean(zone, cph::region_bit(cph::kCover));
  f.unit = "share";
  f.limit_max = call.threshold("head.covering_exempt", "face_occluded_max_share");
  // Whatever is measured, the reason is for a person; the note says what else to look at.
  f.verdict = CPH_VERDICT_REVIEW;
  f.note = f.value > f.limit_max ? "face_covered" : "person_decides";
  if (auto where = map.where(zone, cph::region_bit(cph::kCover)); !where.empty())
    f.regions.push_back({"covering", std::move(where)});
  call.report(f);
}

}  // namespace certphoto::coverings
