#include "eyes_visible.h"

#include "pair.h"

namespace certphoto::coverings {

void EyesVisible::run(cph::Call& call) const {
  const auto map = cph::RegionMap::of(call);
  const auto mesh = call.tensor(cph::fact::kFaceMesh).values<float>();
  const double margin = call.threshold(id, "zone_margin_ied_ratio") * cph::mesh::inter_eye(mesh);
  auto eyes = judge_hidden(
      map, id, {eye_zone(mesh, cph::mesh::kLeftEye, margin), eye_zone(mesh, cph::mesh::kRightEye, margin)},
      {"left_eye", "right_eye"},
      cph::Limits::at_most(call, id, "occluded_review_share", "occluded_max_share"));
  eyes.finding.verdict = milder_when_turned(call, eyes.finding.verdict);
  eyes.finding.note = note_of(eyes);
  call.report(eyes.finding);
}

}  // namespace certphoto::coverings
