// An order of several sizes, packed on as few sheets as we find, each of which a guillotine can cut.
#ifndef CERTPHOTO_PRINT_LAYOUT_ORDER_PACKING_H
#define CERTPHOTO_PRINT_LAYOUT_ORDER_PACKING_H

#include <vector>

#include "layout/geometry.h"
#include "layout/one_size.h"

namespace certphoto::print {

struct PackRequest {
  std::vector<Size> sizes;  // trimmed, upright
  std::vector<int> demand;  // pieces of each
  Rect area;
  Micrometres gap = 0;
  Turning turning = Turning::kAuto;
};

// Equal sheets that follow one another. The last of a run may have more cells than pieces are left.
struct SheetRun {
  std::vector<Cell> cells;  // in reading order
  int sheets = 0;
};

// One size: LayOutOneSize, with all sheets of the run alike so that they can be cut as one stack. Several
// sizes: strips of cells across the sheet, filled by a bounded knapsack and stacked by a beam search, rows
// and columns tried; the fullest sheet is repeated as often as the demand allows, then the rest is packed
// again. When what is left fits on one sheet, the arrangement with the fewest blade settings is taken.
//
// The last run of each size covers its demand. Empty when there is no demand. Throws std::invalid_argument,
// naming the size, for one that does not fit on the sheet.
[[nodiscard]] std::vector<SheetRun> PackOrder(const PackRequest& request);

inline constexpr std::size_t kMaxSizes = 16;

}  // namespace certphoto::print

#endif
