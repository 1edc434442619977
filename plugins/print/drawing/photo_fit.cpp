#include "drawing/photo_fit.h"

namespace certphoto::print {

PhotoFit FitPhoto(int width_px, int height_px, const Size& paper, const std::optional<Size>& window) {
  const Size size = window.value_or(paper);
  PhotoFit fit;
  fit.shown = {(paper.width - size.width) / 2, (paper.height - size.height) / 2, size.width, size.height};
  const double across = static_cast<double>(size.width) / width_px;
  const double down = static_cast<double>(size.height) / height_px;
  fit.um_per_px = std::max(across, down);  // covers the window on both axes
  fit.picture_x =
      static_cast<double>(fit.shown.x) + (static_cast<double>(size.width) - fit.um_per_px * width_px) / 2;
  fit.picture_y =
      static_cast<double>(fit.shown.y) + (static_cast<double>(size.height) - fit.um_per_px * height_px) / 2;
  return fit;
}

}  // namespace certphoto::print
