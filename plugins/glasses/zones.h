// Where the lenses can be, from the mesh alone.
#ifndef CERTPHOTO_PLUGINS_GLASSES_ZONES_H
#define CERTPHOTO_PLUGINS_GLASSES_ZONES_H

#include <span>
#include <vector>

#include "certphoto/geometry.hpp"

namespace certphoto::glasses {

enum class Side { kLeft, kRight };  // the picture's

// Corners of the strip of strip.h in source px, clockwise from its top left.
[[nodiscard]] std::vector<cph::Point> strip_corners(std::span<const float> mesh);

// The part of the picture that lies behind the lens with nearly any pair of glasses: an ellipse around the
// eye, 0.62 inter-eye distances wide and 0.44 high, its centre 0.05 under the eye's. It leaves out the lens's
// rim on purpose: a bright metal frame is no glare.
[[nodiscard]] std::vector<cph::Point> lens_zone(std::span<const float> mesh, Side side);

// The eye with its lids, widened by 0.06 inter-eye distances: ISO/IEC 29794-5's eye zone without the margin
// that reaches the brows.
[[nodiscard]] std::vector<cph::Point> eye_zone(std::span<const float> mesh, Side side);

}  // namespace certphoto::glasses

#endif
