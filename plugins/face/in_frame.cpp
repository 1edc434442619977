#include "in_frame.h"

#include <algorithm>

#include "certphoto/geometry.hpp"

namespace certphoto::face {

Margins margins_of(const cph::HeadOutline& head, double width_px, double height_px) {
  const auto [left, right] = std::minmax({head.left_cheek.x, head.right_cheek.x, head.crown.x, head.chin.x});
  const auto [top, bottom] = std::minmax({head.crown.y, head.chin.y, head.left_cheek.y, head.right_cheek.y});
  return {top / height_px, 1 - bottom / height_px, left / width_px, 1 - right / width_px};
}

void HeadInFrame::run(cph::Call& call) const {
  const auto head = cph::HeadOutline::of(call.tensor(cph::fact::kHeadOutline));
  const auto info = cph::SourceInfo::of(call);
  const Margins m = margins_of(head, info.width_px, info.height_px);
  const double least = call.threshold("head.in_frame", "capture_margin_min_share");
  cph::Finding f;
  f.rule = "head.in_frame";
  f.unit = "share";
  f.limit_min = least;
  f.value = std::min({m.above, m.below, m.left, m.right});
  const std::array<cph::Point, 4> outline{head.crown, head.chin, head.left_cheek, head.right_cheek};
  f.regions.push_back(cph::region("head", cph::bounds_of(outline)));
  if (f.value >= least) {
    f.verdict = CPH_VERDICT_PASS;
  } else {
    f.verdict = CPH_VERDICT_FAIL;
    f.note = f.value == m.above   ? "crown_cut"
             : f.value == m.below ? "chin_cut"
             : f.value == m.left  ? "left_cut"
                                  : "right_cut";
  }
  call.report(f);
}

}  // namespace certphoto::face
