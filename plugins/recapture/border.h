// The edges of a sheet of paper, a screen or a card that run round the picture in a photo of a photo.
#ifndef CERTPHOTO_PLUGINS_RECAPTURE_BORDER_H
#define CERTPHOTO_PLUGINS_RECAPTURE_BORDER_H

#include <array>
#include <vector>

#include "certphoto/geometry.hpp"

namespace certphoto::recapture {

struct Border {
  // Share of the weakest of its sides along which the picture changes sharply across it, less the share on
  // the lines beside it and beyond its corners; at most 1. 0: no four lines make a rectangle.
  double strength = 0;
  std::vector<cph::Point> corners;  // four, from the top left clockwise; in source px; empty without any
};

// The best rectangle of nearly upright lines that takes at least two fifths of the photo's width and height.
// One of its sides, the lower one excepted, may lie outside the photo.
[[nodiscard]] Border find_border(const cph::ImageView& photo);

}  // namespace certphoto::recapture

#endif
