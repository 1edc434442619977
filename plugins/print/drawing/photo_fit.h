// How a picture of one shape goes onto paper of another: in a window of the paper, or cropped around its
// centre. Never stretched.
#ifndef CERTPHOTO_PRINT_DRAWING_PHOTO_FIT_H
#define CERTPHOTO_PRINT_DRAWING_PHOTO_FIT_H

#include <optional>

#include "layout/geometry.h"

namespace certphoto::print {

// In coordinates of the printed photo (the paper photo without a caption), upright.
struct PhotoFit {
  Rect shown;            // the part of the paper that carries the picture
  double um_per_px = 0;  // one scale for both axes
  double picture_x = 0,
         picture_y = 0;  // of the whole picture's top left corner, um; outside `shown` where it is cropped

  // Printed resolution of the picture.
  [[nodiscard]] double Dpi() const { return 25400 / um_per_px; }
};

// `width_px` × `height_px` onto `paper`, or onto its centred `window`. What does not fit the shape is cropped
// equally at both sides. Sizes are positive.
[[nodiscard]] PhotoFit FitPhoto(int width_px, int height_px, const Size& paper,
                                const std::optional<Size>& window);

}  // namespace certphoto::print

#endif
