// Where the finished page lies on the photo: one scale and one offset, chosen so that the head meets the
// spec's bands.
//
// The page has two unknowns that matter, the head's height u and the gap k above the crown, both in pixels of
// the finished page; everything the bands speak of is linear in them. The horizontal place follows from the
// scale. So a crop is a point in a polygon of the (u, k) plane, found exactly.
//
// What is preferred, in this order:
//   1. the page stays on the photo where it must, and the scale below its limit: these are never traded
//   2. every band met, with room to its ends for `margin` times the error of measuring again, if there is
//   that room
//   3. else all bands but one met, that one missed by as little as possible
//   4. else the worst miss, in half-widths of its band, as small as possible
//   5. among what is left, nearest to the targets: least squares in half-widths
#ifndef CERTPHOTO_GEOMETRY_PAGE_SOLVER_H
#define CERTPHOTO_GEOMETRY_PAGE_SOLVER_H

#include <limits>

#include "certphoto/bands.hpp"

namespace certphoto::geometry {

inline constexpr double kNowhere = -std::numeric_limits<double>::infinity();
inline constexpr double kEverywhere = std::numeric_limits<double>::infinity();

// The photo that the page is laid on. What lies outside is background, painted; so an edge may be crossed
// only where the person does not touch it, and the lower edge never.
struct PhotoFrame {
  double width_px = 0, height_px = 0;  // source px
  double max_scale = 1;                // finished px per source px
  bool open_above = false;             // the page may reach beyond the upper edge
  // Source y down to which a page that reaches beyond the left or right edge may extend: where the person
  // first touches that edge. kNowhere: the edge may not be crossed, kEverywhere: the person never touches it.
  double open_left_to_y = kNowhere, open_right_to_y = kNowhere;
};

struct PagePlan {
  cph::PageGeometry page;
  cph::BandValues values{};      // what the head will measure on the page
  double worst = 0;              // largest miss in half-widths; 0 or less: all bands met, with that room
  bool needs_enlarging = false;  // the photo has too few pixels for the page: its scale is above max_scale
};

// `head` in source px with the crown above the chin; `bands` in page px; `margin` at least 0.
[[nodiscard]] PagePlan SolvePage(const cph::HeadOutline& head, const cph::Bands& bands, int page_width,
                                 int page_height, const PhotoFrame& frame, double margin);

// Half the width of a band, the unit of misses and distances. One-sided and point bands count as a fixed
// share of the page.
[[nodiscard]] double BandUnit_px(const cph::SpecBand& band, int page_height);

}  // namespace certphoto::geometry

#endif
