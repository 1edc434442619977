// Where the head ends above, on a matte.
#ifndef CERTPHOTO_PLUGINS_FACE_CROWN_H
#define CERTPHOTO_PLUGINS_FACE_CROWN_H

#include <optional>

#include "certphoto/geometry.hpp"

namespace certphoto::face {

// The frame in which the search goes up; all in source px.
struct HeadFrame {
  cph::Point eyes;   // middle between the eyes
  double angle = 0;  // of the eye line, radians clockwise
  double face_width = 0;
};

// Walks up from the eyes as long as the head goes on: as long as there is a run of opaque columns that hangs
// together with the run below. Hair counts; a few stray hairs do not, nor do hands or things beside the head.
// Empty when there is no person at the forehead. The height above the eyes, source px; the picture's edge
// when the head goes on beyond it.
[[nodiscard]] std::optional<double> find_crown(const cph::ImageView& matte, const HeadFrame& frame);

}  // namespace certphoto::face

#endif
