// The mesh network: where it looks, and what it says.
#ifndef CERTPHOTO_PLUGINS_FACE_MESH_NETWORK_H
#define CERTPHOTO_PLUGINS_FACE_MESH_NETWORK_H

#include <span>
#include <vector>

#include "certphoto/facts.hpp"
#include "certphoto/geometry.hpp"

namespace certphoto::face {

// The turned square of the source that the network is shown.
struct MeshSquare {
  cph::Point centre;
  double side = 0;
  double angle = 0;
};

// Where to look first, from a detection, and where to look again, from a mesh (f32 [468, 3]).
[[nodiscard]] MeshSquare square_for(const cph::FaceBox& face);
[[nodiscard]] MeshSquare square_for(std::span<const float> mesh);

// Whether a look at `better` promises another mesh than the one from `used`.
[[nodiscard]] bool worth_another_look(const MeshSquare& used, const MeshSquare& better);

struct MeshFit {
  std::vector<float> points;  // 468 x 3, source px
  double score = 0;           // that it is a face, 0..1
};

// Between face.detect and face.mesh, only where the detector asked the mesh network about the first face: f32
// [2, 1 + 468 * 3], score and points of the fit on square_for(the face's box), then of the one on
// square_for(the first fit's points).
inline constexpr auto kFirstMeshFits = "face.first_mesh_fits/1";

class MeshNetwork {
 public:
  explicit MeshNetwork(cph::Setup& setup) : model_(setup.model("face.mesh")) {}
  // Throws when the network's output is not what configs/models.yaml says.
  [[nodiscard]] MeshFit fit(cph::Call& call, const cph::ImageView& photo, const MeshSquare& square) const;

 private:
  cph::Model model_;
};

}  // namespace certphoto::face

#endif
