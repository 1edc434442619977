#include "mesh.h"

#include "certphoto/mesh_points.hpp"

namespace certphoto::face {

FaceMesh::FaceMesh(cph::Setup& setup)
    : refinements_(setup.integer("refinements")), min_score_(setup.number("min_score")), network_(setup) {}

void FaceMesh::run(cph::Call& call) const {
  const auto photo = call.image(cph::fact::kSourceImage);
  const auto faces = cph::face_boxes(call.tensor(cph::fact::kFaceBoxes));
  if (faces.empty()) return;
  MeshSquare square = square_for(faces.front());
  MeshFit best = network_.fit(call, photo, square);
  for (int i = 0; i < refinements_; ++i) {
    const MeshSquare better = square_for(best.points);
    if (!worth_another_look(square, better)) break;
    MeshFit next = network_.fit(call, photo, better);
    if (next.score < best.score) break;  // it walked off the face
    best = std::move(next);
    square = better;
  }
  const float score = float(best.score);
  call.put_values<float>(cph::fact::kFaceMeshScore, {1}, {&score, 1});
  if (best.score >= min_score_)
    call.put_values<float>(cph::fact::kFaceMesh, {cph::mesh::kPoints, 3}, best.points);
}

}  // namespace certphoto::face
