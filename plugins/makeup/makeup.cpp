#include "makeup.h"

#include <algorithm>

#include "certphoto/verdict.hpp"
#include "colours.h"

namespace certphoto::makeup {

void FaceMakeup::run(cph::Call& call) const {
  const auto mesh = call.tensor(cph::fact::kFaceMesh).values<float>();
  const auto colours = measure(call.image(cph::fact::kSourceImage), mesh);
  cph::Finding f;
  f.rule = id;
  f.unit = "delta_e";
  if (!colours) {
    f.verdict = CPH_VERDICT_NOT_APPLICABLE;
    f.note = "no_colour";
    return call.report(f);
  }
  const auto lip_limits = cph::Limits::at_most(call, id, "lips_review_delta", nullptr);
  const auto lid_limits = cph::Limits::at_most(call, id, "lids_review_delta", nullptr);
  const double on_lips = lips_painted(colours->lips);
  // Paint is put on both lids; a shadow of the nose lies on one.
  const double on_lids = std::min(lid_painted(colours->left_lid), lid_painted(colours->right_lid));
  const bool painted_lips = lip_limits.judge(on_lips) == CPH_VERDICT_REVIEW;
  const bool painted_lids = lid_limits.judge(on_lids) == CPH_VERDICT_REVIEW;
  if (painted_lids && !painted_lips)
    lid_limits.apply(f, on_lids);
  else
    lip_limits.apply(f, on_lips);
  f.note = painted_lips && painted_lids ? "lips_and_lids"
           : painted_lips               ? "lips"
           : painted_lids               ? "lids"
                                        : "light";
  f.args = {{"lips", {}, on_lips}, {"lids", {}, on_lids}};
  if (painted_lips) f.regions.push_back({"lips", lips(mesh)});
  if (painted_lids) {
    f.regions.push_back({"left_lid", lid(mesh, true)});
    f.regions.push_back({"right_lid", lid(mesh, false)});
  }
  call.report(f);
}

}  // namespace certphoto::makeup
