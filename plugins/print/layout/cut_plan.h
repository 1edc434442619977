// How a printed sheet is cut apart with a guillotine: every cut runs from edge to edge of the piece in hand.
#ifndef CERTPHOTO_PRINT_LAYOUT_CUT_PLAN_H
#define CERTPHOTO_PRINT_LAYOUT_CUT_PLAN_H

#include <span>
#include <vector>

#include "layout/geometry.h"

namespace certphoto::print {

// One cut: along x = at (vertical) or y = at, over the whole piece, from `from` to `to` on the other axis.
struct Cut {
  bool vertical = false;
  Micrometres at = 0, from = 0, to = 0;
  int depth = 0;  // 0: through the whole sheet; a piece cut out by depth d is cut again by depth d + 1
  auto operator<=>(const Cut&) const = default;
};

struct CutPlan {
  // False when no order of edge-to-edge cuts frees every cell without cutting one; `cuts` is empty then.
  bool guillotine = true;
  std::vector<Cut> cuts;  // in the order of cutting
  // How often the blade is set: equal pieces are laid on one another and cut together.
  int blade_settings = 0;
};

// Finds the cuts that free every cell of `piece`, with as few blade settings as cutting all parallel lines of
// a piece at once allows. Cells must lie in the piece and must not overlap. Pure.
[[nodiscard]] CutPlan PlanCuts(const Rect& piece, std::span<const Rect> cells);

}  // namespace certphoto::print

#endif
