// A sheet as a list of things to draw, in micrometres. Both outputs, the PDF and the raster, draw the same
// list, so they cannot disagree about a place.
#ifndef CERTPHOTO_PRINT_DRAWING_DRAWING_H
#define CERTPHOTO_PRINT_DRAWING_DRAWING_H

#include <cstdint>
#include <memory>
#include <variant>
#include <vector>

#include "drawing/frame.h"
#include "drawing/ink.h"
#include "drawing/photo_fit.h"
#include "layout/geometry.h"
#include "text/shaped_line.h"

namespace certphoto::print {

struct Area {
  Rect rect;
  Ink ink;
};

// A straight mark along an axis, centred on its line. On a raster it is at least one pixel wide and grows
// away from the photo it marks.
struct Line {
  bool vertical = false;
  Micrometres at = 0, from = 0, to = 0;
  Micrometres width = 0;
  int grow = 0;  // to smaller coordinates (-1) or larger ones (1)
  Ink ink;
};

// A picture. `paint` (upright, in the frame) is what is covered: the photo and its bleed. Beyond the
// picture's own edges its mirror image is painted, so that a cut that drifts shows more of the same
// background and clothes.
struct Photo {
  std::uint64_t item = 0;
  int width_px = 0, height_px = 0;
  Frame frame;
  PhotoFit fit;
  Rect paint;
};

// A line of type with its baseline's beginning at `origin`.
struct Text {
  std::shared_ptr<const ShapedLine> line;
  Point origin;
  int quarter_turns = 0;  // clockwise: 0 reads to the right, 1 down, 2 upside down, 3 up
  Ink ink;

  // Where a point of the line (x along it, y below its baseline) lies on the sheet.
  [[nodiscard]] Point Map(double x, double y) const {
    switch (quarter_turns) {
      case 1:
        return {origin.x - y, origin.y + x};
      case 2:
        return {origin.x - x, origin.y - y};
      case 3:
        return {origin.x + y, origin.y - x};
      default:
        return {origin.x + x, origin.y + y};
    }
  }
};

// Square modules of a code, row by row from the top, dark where true. White is painted under it.
struct Code {
  std::shared_ptr<const std::vector<bool>> modules;
  int side = 0;  // modules
  Rect rect;     // of the modules, without the quiet zone
};

using Thing = std::variant<Area, Line, Photo, Text, Code>;

struct Drawing {
  Size paper;
  std::vector<Thing> things;  // later ones cover earlier ones
};

}  // namespace certphoto::print

#endif
