// A photo scaled for its place on a raster.
#ifndef CERTPHOTO_PRINT_RASTER_PHOTO_PATCH_H
#define CERTPHOTO_PRINT_RASTER_PHOTO_PATCH_H

#include <cstdint>
#include <vector>

#include "drawing/drawing.h"
#include "jobs/pictures.h"
#include "raster/device.h"

namespace certphoto::print {

struct PatchPlace {
  int x = 0, y = 0, width = 0, height = 0;  // raster px
};

// Packed RGB of the place. Every pixel is taken from where its centre lies on the picture, beyond the
// picture's edges from its mirror image; the scale is the plan's own, whatever the rounding of the place's
// edges.
[[nodiscard]] std::vector<std::uint8_t> ResamplePhoto(const Pixels& picture, const Photo& photo,
                                                      const RasterGrid& grid, const PatchPlace& place);

}  // namespace certphoto::print

#endif
