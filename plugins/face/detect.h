// face.detect: where the faces are.
#ifndef CERTPHOTO_PLUGINS_FACE_DETECT_H
#define CERTPHOTO_PLUGINS_FACE_DETECT_H

#include <optional>
#include <vector>

#include "certphoto/facts.hpp"
#include "certphoto/geometry.hpp"
#include "mesh_network.h"

namespace certphoto::face {

// There only when the finished photo is looked at.
inline constexpr auto kCaptureGeometry = "capture:photo.geometry/1";

struct FaceDetect {
  static constexpr auto kind = CPH_KIND_ANALYZER;
  static constexpr auto id = "face.detect";
  static constexpr auto summary = "Finds all faces: boxes and six key points each, the subject first";
  static constexpr auto needs = cph::list(cph::fact::kSourceImage);
  // The product's page is cut from an upright capture and never turned: its way up is no question there.
  static constexpr auto uses = cph::list(kCaptureGeometry);
  static constexpr auto gives = cph::list(cph::fact::kFaceBoxes, kFirstMeshFits);
  static constexpr auto models = cph::list("face.detector", "face.mesh");
  static constexpr std::array params{
      cph::number("min_score", 0.5, 0.05, 0.99, "", "Faces the detector is less sure of are left out"),
      cph::integer("max_faces", 16, 1, 100, "",
                   "At most this many faces are published, the most prominent first"),
      cph::boolean(
          "search_harder", true,
          "When the detector is not sure, also look at the photo upside down and on its sides, and closer "
          "in five parts when there is no face at all"),
  };

  explicit FaceDetect(cph::Setup& setup);
  void run(cph::Call& call) const;

 private:
  using Faces = std::vector<cph::FaceBox>;

  // One face looked at by the mesh network: from the detection, and again from where the first look found it.
  struct Fits {
    cph::FaceBox face;
    MeshFit once, twice;
    // How far the points moved between the looks, in sides of the box; infinite where there is no mesh.
    double moved = 0;
  };

  // Faces, in source px, in the region that `to_source` maps the network's input to. Overlapping ones are
  // merged.
  [[nodiscard]] Faces look(cph::Call& call, const cph::ImageView& photo, const cph::Affine& to_source) const;
  // `fits` keeps what the mesh network was asked on the way about the faces that are returned.
  [[nodiscard]] Faces search(cph::Call& call, const cph::ImageView& photo, const cph::Rect& whole,
                             std::optional<Fits>& fits) const;
  [[nodiscard]] Faces look_closer(cph::Call& call, const cph::ImageView& photo, const cph::Rect& whole) const;
  [[nodiscard]] Fits fit_twice(cph::Call& call, const cph::ImageView& photo, const cph::FaceBox& face) const;
  static void publish(cph::Call& call, const Fits& fits);
  // Leaves out what only the detector takes for a face.
  void verify(cph::Call& call, const cph::ImageView& photo, Faces& faces) const;

  double min_score_;
  std::size_t max_faces_;
  bool search_harder_;
  cph::Model model_;
  MeshNetwork mesh_;
};

}  // namespace certphoto::face

#endif
