#include "brows_visible.h"

#include "pair.h"

namespace certphoto::coverings {

void BrowsVisible::run(cph::Call& call) const {
  const auto map = cph::RegionMap::of(call);
  const auto mesh = call.tensor(cph::fact::kFaceMesh).values<float>();
  auto brows =
      judge_hidden(map, id, {brow_zone(mesh, cph::mesh::kLeftBrow), brow_zone(mesh, cph::mesh::kRightBrow)},
                   {"left_brow", "right_brow"},
                   cph::Limits::at_most(call, id, "overlap_review_share", "overlap_max_share"));
  brows.finding.verdict = milder_when_turned(call, brows.finding.verdict);
  brows.finding.note = note_of(brows);
  call.report(brows.finding);
}

}  // namespace certphoto::coverings
