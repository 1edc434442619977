#include "covering.h"

#include "certphoto/verdict.hpp"
#include "zones.h"

namespace certphoto::coverings {

namespace {

constexpr unsigned kHeadParts = cph::region_bit(cph::kCover) | cph::region_bit(cph::kHair) | cph::region_bit(cph::kSkin);

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
  const auto limits = cph::Limits::at_most(call, "head.covering", "share_review", "share_max");
  cph::Finding f;
  f.rule = "head.covering";
  f.unit = "share";
  limits.apply(f, share);
  f.confidence = f.verdict == CPH_VERDICT_PASS ? 1 - share : std::max(share, 0.5);
  f.note = f.verdict == CPH_VERDICT_FAIL ? "covered" : f.verdict == CPH_VERDICT_REVIEW ? "maybe_covered" : "free";
  if (f.verdict != CPH_VERDICT_PASS)
    if (auto where = map.where(zone, cph::region_bit(cph::kCover)); !where.empty())
      f.regions.push_back({"covering", std::move(where)});
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
