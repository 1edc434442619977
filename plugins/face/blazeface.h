// From the raw numbers of the BlazeFace "back camera" detector to faces.
//
// The network looks at 256 x 256 pixels in two grids, 16 x 16 cells with 2 anchors each and 8 x 8 cells with
// 6; all anchors of a cell share its centre and have no size of their own (configs/models.yaml,
// face.detector).
#ifndef CERTPHOTO_PLUGINS_FACE_BLAZEFACE_H
#define CERTPHOTO_PLUGINS_FACE_BLAZEFACE_H

#include <array>
#include <span>
#include <vector>

#include "certphoto/facts.hpp"
#include "certphoto/geometry.hpp"

namespace certphoto::face {

inline constexpr int kDetectorSize = 256;
inline constexpr std::size_t kNumbersPerAnchor = 16;  // centre, size, six key points

struct Grid {
  int cells;    // a side
  int anchors;  // a cell
};
inline constexpr std::array<Grid, 2> kGrids{Grid{16, 2}, Grid{8, 6}};

// One grid's faces of at least `min_score`, in pixels of the network's input. `scores` are logits. Throws
// when the spans do not fit the grid; numbers that are not finite are dropped.
void decode(const Grid& grid, std::span<const float> scores, std::span<const float> boxes, double min_score,
            std::vector<cph::FaceBox>& out);

// Faces that overlap by more than `min_overlap` (intersection over union) become one: the mean weighted by
// score, with the best of the scores. Best first.
[[nodiscard]] std::vector<cph::FaceBox> merge(std::vector<cph::FaceBox> faces, double min_overlap);

// Applies a map to a face: box (its bounding box afterwards) and key points.
[[nodiscard]] cph::FaceBox mapped(const cph::FaceBox& face, const cph::Affine& map);

// Subject first: by score x area x nearness to the middle of `photo`.
void sort_by_prominence(std::vector<cph::FaceBox>& faces, const cph::Rect& photo);

}  // namespace certphoto::face

#endif
