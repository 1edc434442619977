// How far each photo is painted beyond its trim, so that a cut that drifts meets more of the same picture.
#ifndef CERTPHOTO_PRINT_LAYOUT_BLEED_H
#define CERTPHOTO_PRINT_LAYOUT_BLEED_H

#include <span>
#include <vector>

#include "layout/geometry.h"

namespace certphoto::print {

// The painted rectangle of each cell: its trim grown by `bleed` on each side, but to no more than half the
// way to a neighbour on that side (one that only the bleeds' corners would meet counts too), and not beyond
// `printable`.
[[nodiscard]] std::vector<Rect> PlanBleed(std::span<const Cell> cells, const Rect& printable,
                                          Micrometres bleed);

// The cutting error that leaves neither white paper nor a neighbour's picture on any photo: the smallest
// growth.
[[nodiscard]] Micrometres CutTolerance(std::span<const Cell> cells, std::span<const Rect> painted);

}  // namespace certphoto::print

#endif
