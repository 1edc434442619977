// Copies of one size on one sheet.
#ifndef CERTPHOTO_PRINT_LAYOUT_ONE_SIZE_H
#define CERTPHOTO_PRINT_LAYOUT_ONE_SIZE_H

#include <vector>

#include "layout/geometry.h"

namespace certphoto::print {

enum class Turning {
  kAuto,     // both orientations, also mixed on one sheet
  kUpright,  // none turned
  kTurned,   // all turned
  kUniform   // all the same, whichever holds more
};

struct OneSizeRequest {
  Size cell;            // trimmed size, upright
  Rect area;            // where cells may lie: the paper less its margins
  Micrometres gap = 0;  // between cells
  Turning turning = Turning::kAuto;
  int copies = 0;  // 0: as many as fit
};

// Places the cells, centred in the area, so that guillotine cuts free them.
//
// Without `copies` the number is the maximum over all guillotine patterns of both orientations (exact, by
// dynamic programming over the normal patterns of Herz, "Recursive computational procedure for
// two-dimensional stock cutting", IBM J. Res. Dev. 16, 1972); among patterns that reach it, the one with the
// fewest blade settings. With `copies` the arrangement of that many with the fewest blade settings; fewer
// cells come back when so many do not fit. Rows of equal orientation come first where nothing else decides,
// upright before turned.
//
// Cells are in reading order. Empty when not one fits. Throws std::length_error for a cell so small against
// the sheet that a sheet would hold more than kMaxCells.
[[nodiscard]] std::vector<Cell> LayOutOneSize(const OneSizeRequest& request);

// From bare rectangles, a gap larger than the cells to the right and below and laid out from the origin, to
// cells with gaps, centred in the area and in reading order.
[[nodiscard]] std::vector<Cell> CentreCells(std::vector<Cell> bare, const Rect& area, Micrometres gap);

inline constexpr int kMaxCells = 400;

}  // namespace certphoto::print

#endif
