// The lips on the mesh.
#ifndef CERTPHOTO_PLUGINS_MOUTH_LIPS_H
#define CERTPHOTO_PLUGINS_MOUTH_LIPS_H

#include <span>

#include "certphoto/geometry.hpp"

namespace certphoto::mouth {

// The widest gap between the inner lips, across the line of the mouth corners, over T (the middle of the eyes
// to the chin; ISO/IEC 29794-5 component 4E). 0 for a mesh without extent.
[[nodiscard]] double lip_gap(std::span<const float> mesh);

inline constexpr int kPatchWidth = 32;
inline constexpr int kPatchHeight = 16;

// From the pixels of mouth.patch/1 to source px.
[[nodiscard]] cph::Affine patch_to_source(std::span<const float> mesh);

}  // namespace certphoto::mouth

#endif
