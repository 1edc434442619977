// The clothes of a photo, found by the label map.
#ifndef CERTPHOTO_PLUGINS_CLOTHES_TORSO_H
#define CERTPHOTO_PLUGINS_CLOTHES_TORSO_H

#include <optional>

#include "certphoto/colour.hpp"
#include "certphoto/image.hpp"
#include "certphoto/regions.hpp"

namespace certphoto::clothes {

// The clothes' median colour, channel by channel in L*a*b*; empty when fewer than `least_cells` cells of the
// map are surely clothes.
[[nodiscard]] std::optional<cph::Lab> clothes_colour(const cph::RegionMap& map, const cph::ImageView& photo,
                                                     int least_cells);

}  // namespace certphoto::clothes

#endif
