// Where on a sheet something fits that is not a photo: a code, a line of text.
#ifndef CERTPHOTO_PRINT_LAYOUT_FREE_PLACE_H
#define CERTPHOTO_PRINT_LAYOUT_FREE_PLACE_H

#include <optional>
#include <span>

#include "layout/geometry.h"

namespace certphoto::print {

struct FreePlace {
  Rect rect;
  bool turned = false;
};

// A place for `size`, upright or turned, within `area` that meets none of `taken`: the lowest one, then the
// leftmost, upright before turned.
[[nodiscard]] std::optional<FreePlace> FindFreePlace(const Rect& area, std::span<const Rect> taken,
                                                     const Size& size);

}  // namespace certphoto::print

#endif
