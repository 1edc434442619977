#include "mesh.h"

#include "certphoto/mesh_points.hpp"

namespace certphoto::face {

FaceMesh::FaceMesh(cph::Setup& setup)
    : refinements_(setup.integer("refinements")), min_score_(setup.number("min_score")), network_(setup) {}

void FaceMesh::run(cph::Call& call) const {
  const auto photo = call.image(cph::fact::kSourceImage);
  const auto faces = cph::face_boxes(call.tensor(cph::fact::kFaceBoxes));
  if (faces.empty()) return;
  // The detector's looks at the same squares, where it took any: a run of the network each.
  std::vector<MeshFit> known = first_fits(call);
  MeshSquare square = square_for(faces.front());
  MeshFit best = known.empty() ? network_.fit(call, photo, square) : std::move(known[0]);
  for (int i = 0; i < refinements_; ++i) {
    const MeshSquare better = square_for(best.points);
    if (!worth_another_look(square, better)) break;
    MeshFit next = i == 0 && !known.empty() ? std::move(known[1]) : network_.fit(call, photo, better);
    if (next.score < best.score) break;  // it walked off the face
    best = std::move(next);
    square = better;
  }
  const float score = float(best.score);
  call.put_values<float>(cph::fact::kFaceMeshScore, {1}, {&score, 1});
  if (best.score >= min_score_)
    call.put_values<float>(cph::fact::kFaceMesh, {cph::mesh::kPoints, 3}, best.points);
}

std::vector<MeshFit> FaceMesh::first_fits(const cph::Call& call) {
  const auto tensor = call.find_tensor(kFirstMeshFits);
  if (!tensor) return {};
  const auto rows = tensor.values<float>();
  constexpr std::size_t kRow = 1 + cph::mesh::kPoints * 3;
  if (rows.size() != 2 * kRow) return {};
  std::vector<MeshFit> fits;
  for (std::size_t at = 0; at < rows.size(); at += kRow)
    fits.push_back(
        {{rows.begin() + std::ptrdiff_t(at) + 1, rows.begin() + std::ptrdiff_t(at + kRow)}, rows[at]});
  return fits;
}

}  // namespace certphoto::face
