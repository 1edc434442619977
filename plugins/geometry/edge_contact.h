// Where the person touches the edges of the photo: what lies beyond such an edge is missing and cannot be
// painted.
#ifndef CERTPHOTO_GEOMETRY_EDGE_CONTACT_H
#define CERTPHOTO_GEOMETRY_EDGE_CONTACT_H

#include <optional>

#include "certphoto/plugin.hpp"

namespace certphoto::geometry {

struct EdgeContact {
  bool above = false;                 // the person touches the upper edge
  std::optional<double> left, right;  // source y of the first touch from above; empty: none
};

// `matte`: GRAY8 opacity of the person over the whole photo.
[[nodiscard]] EdgeContact FindEdgeContact(const cph::ImageView& matte);

}  // namespace certphoto::geometry

#endif
