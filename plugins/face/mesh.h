// face.mesh: 468 points on the first face.
#ifndef CERTPHOTO_PLUGINS_FACE_MESH_H
#define CERTPHOTO_PLUGINS_FACE_MESH_H

#include "certphoto/facts.hpp"
#include "mesh_network.h"

namespace certphoto::face {

struct FaceMesh {
  static constexpr auto kind = CPH_KIND_ANALYZER;
  static constexpr auto id = "face.mesh";
  static constexpr auto summary = "468 points on the first face, and how sure the network is that it is one";
  static constexpr auto needs = cph::list(cph::fact::kSourceImage, cph::fact::kFaceBoxes);
  static constexpr auto uses = cph::list(kFirstMeshFits);
  static constexpr auto gives = cph::list(cph::fact::kFaceMesh, cph::fact::kFaceMeshScore);
  static constexpr auto models = cph::list("face.mesh");
  static constexpr std::array params{
      cph::integer("refinements", 1, 0, 3, "",
                   "How often at most the mesh is fitted again, on the square its last points span, where "
                   "the first was off"),
      cph::number("min_score", 0.5, 0, 1, "", "Below this the face has no mesh: the network sees none there"),
  };

  explicit FaceMesh(cph::Setup& setup);
  void run(cph::Call& call) const;

 private:
  [[nodiscard]] static std::vector<MeshFit> first_fits(const cph::Call& call);

  int refinements_;
  double min_score_;
  MeshNetwork network_;
};

}  // namespace certphoto::face

#endif
