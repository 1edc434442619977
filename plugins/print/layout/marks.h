// Marks that tell the guillotine's operator where to cut.
#ifndef CERTPHOTO_PRINT_LAYOUT_MARKS_H
#define CERTPHOTO_PRINT_LAYOUT_MARKS_H

#include <span>
#include <vector>

#include "layout/cut_plan.h"
#include "layout/geometry.h"

namespace certphoto::print {

enum class MarkStyle {
  kNone,
  kCrop,  // short marks in the margins and in the gaps between photos
  kLines  // hairlines along every cut
};

// A mark along the line x = at (vertical) or y = at. It lies outside the photos: its inner edge is the trim
// line, so that a cut along that edge takes it away. Between photos that touch it is centred on the line they
// share.
struct Mark {
  bool vertical = false;
  Micrometres at = 0;  // centre line
  Micrometres from = 0, to = 0;
  Micrometres trim = 0;  // where to cut
  auto operator<=>(const Mark&) const = default;
};

// Crop marks of `width` for the cuts of a plan.
//
// In the margins they begin outside the bleed where it leaves them 2 mm of room, else they reach over it;
// across a gap they reach over the bleed from photo to photo, because once a sheet is cut into strips those
// are the only marks a strip still has. At most 5 mm long; those shorter than 0.5 mm are left out. Sorted,
// each once.
[[nodiscard]] std::vector<Mark> CropMarks(const Rect& paper, std::span<const Cell> cells, const CutPlan& cuts,
                                          Micrometres bleed, Micrometres width);

// Hairlines along the whole of every cut.
[[nodiscard]] std::vector<Mark> CutLines(std::span<const Cell> cells, const CutPlan& cuts, Micrometres width);

}  // namespace certphoto::print

#endif
