// The colours of lips, upper lids and cheeks, where make-up would show.
#ifndef CERTPHOTO_PLUGINS_MAKEUP_COLOURS_H
#define CERTPHOTO_PLUGINS_MAKEUP_COLOURS_H

#include <optional>
#include <span>
#include <vector>

#include "certphoto/colour.hpp"
#include "certphoto/geometry.hpp"
#include "certphoto/image.hpp"

namespace certphoto::makeup {

using Polygon = std::vector<cph::Point>;

// Mean colour of a photo over a polygon in source px, less the inside of `hole`; empty when fewer than 12 of
// the 32 x 32 samples of the polygon's box lie in it.
[[nodiscard]] std::optional<cph::Lab> mean_over(const cph::ImageView& photo, const Polygon& polygon,
                                                const Polygon& hole = {});

// Source px, from face.mesh/1.
[[nodiscard]] Polygon lips(std::span<const float> mesh);
[[nodiscard]] Polygon mouth_opening(std::span<const float> mesh);
[[nodiscard]] Polygon lid(std::span<const float> mesh,
                          bool left);  // upper lid: from the lashes half way up to the brow
[[nodiscard]] Polygon cheek(std::span<const float> mesh, bool left);

// CIE L*a*b*. What lips, and the more coloured upper lid, differ by from the cheeks.
struct Colours {
  cph::Lab lips, left_lid, right_lid;
};

// Empty when a part of the face is too small or not in the picture, and for a black-and-white photo.
[[nodiscard]] std::optional<Colours> measure(const cph::ImageView& photo, std::span<const float> mesh);

// How far, in units of CIE L*a*b*, a difference lies beyond what lips and lids have by themselves. Natural
// lips are redder and a little darker than cheeks, lids lie in shade; the ranges hold all 100 photos of
// london, canada and lisa_zoom but for 3.5 units on lips and 1.5 on lids (docs/models/face-looks.md).
[[nodiscard]] double lips_painted(const cph::Lab& difference);
[[nodiscard]] double lid_painted(const cph::Lab& difference);

}  // namespace certphoto::makeup

#endif
