// Where to look on the label map, from the mesh. All polygons in source px.
#ifndef CERTPHOTO_PLUGINS_COVERINGS_ZONES_H
#define CERTPHOTO_PLUGINS_COVERINGS_ZONES_H

#include <span>
#include <vector>

#include "certphoto/mesh_points.hpp"
#include "certphoto/regions.hpp"

namespace certphoto::coverings {

using Polygon = std::vector<cph::Point>;

// The head above the brows: from 0.2 units above the higher brow to the map's upper edge, as wide as the face
// and 0.2 units more on either side.
[[nodiscard]] Polygon head_zone(const cph::RegionMap& map, std::span<const float> mesh);

// The face below the lower lids: from cheek to cheek, down to the chin, drawn in by a tenth, so that hair
// beside the face and a collar do not count.
[[nodiscard]] Polygon lower_face(std::span<const float> mesh);

// One brow, as the mesh has it.
[[nodiscard]] Polygon brow_zone(std::span<const float> mesh, const cph::mesh::Brow& brow);

// One eye with its lids, widened by `margin` px.
[[nodiscard]] Polygon eye_zone(std::span<const float> mesh, const cph::mesh::Eye& eye, double margin);

// Where an ear is on a frontal head: outside the face's outline between eye line and nose, 0.05 to 0.3 units
// from it.
[[nodiscard]] Polygon ear_zone(const cph::RegionMap& map, std::span<const float> mesh, bool left);

// Where the cup of a headphone lies: half a unit wide, a tenth outside the face's outline, from 0.3 units
// above the eye line to 0.7 below.
[[nodiscard]] Polygon cup_zone(const cph::RegionMap& map, std::span<const float> mesh, bool left);

// Seen from the side or from below the label map takes hair and necks for coverings (cmu_faces): beyond 20
// degrees of yaw or pitch, where the pose is refused anyway, what would reject goes to a person.
[[nodiscard]] int32_t milder_when_turned(const cph::Call& call, int32_t verdict);

inline constexpr unsigned kHiding = cph::region_bit(cph::kHair) | cph::region_bit(cph::kCover);

}  // namespace certphoto::coverings

#endif
