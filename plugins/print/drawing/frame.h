// Where an upright piece (a photo with its caption) lies on the sheet: from its own coordinates to the
// sheet's.
#ifndef CERTPHOTO_PRINT_DRAWING_FRAME_H
#define CERTPHOTO_PRINT_DRAWING_FRAME_H

#include "layout/geometry.h"

namespace certphoto::print {

struct Point {
  double x = 0, y = 0;  // micrometres
};

// Turned pieces are turned 90 degrees clockwise: their top is at the right.
struct Frame {
  Micrometres x = 0, y = 0;  // the sheet's place of the piece's rectangle, top left as it lies
  Size upright;              // the piece before turning
  bool turned = false;

  static Frame Of(const Cell& cell) {
    return {cell.trim.x, cell.trim.y, cell.turned ? cell.trim.size().Turned() : cell.trim.size(),
            cell.turned};
  }

  [[nodiscard]] Point Map(Point p) const {
    const auto fx = static_cast<double>(x), fy = static_cast<double>(y);
    return turned ? Point{fx + static_cast<double>(upright.height) - p.y, fy + p.x}
                  : Point{fx + p.x, fy + p.y};
  }
  [[nodiscard]] Rect Map(const Rect& r) const {
    return turned ? Rect{x + upright.height - r.bottom(), y + r.x, r.height, r.width}
                  : Rect{x + r.x, y + r.y, r.width, r.height};
  }
  // Of the sheet, in the piece's own coordinates.
  [[nodiscard]] Rect Unmap(const Rect& r) const {
    return turned ? Rect{r.y - y, x + upright.height - r.right(), r.height, r.width}
                  : Rect{r.x - x, r.y - y, r.width, r.height};
  }
};

}  // namespace certphoto::print

#endif
