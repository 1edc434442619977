// head.outline: crown, chin, cheeks, eye line.
#ifndef CERTPHOTO_PLUGINS_FACE_OUTLINE_H
#define CERTPHOTO_PLUGINS_FACE_OUTLINE_H

#include <span>

#include "certphoto/facts.hpp"

namespace certphoto::face {

struct HeadOutlineOp {
  static constexpr auto kind = CPH_KIND_ANALYZER;
  static constexpr auto id = "head.outline";
  static constexpr auto summary = "Crown, chin, cheeks and eye line: what a spec's geometry is measured by";
  static constexpr auto threading = CPH_INSTANCE_PARALLEL;
  static constexpr auto needs =
      cph::list(cph::fact::kFaceMesh, cph::fact::kFacePoints, cph::fact::kPersonMatte);
  static constexpr auto gives = cph::list(cph::fact::kHeadOutline);

  void run(cph::Call& call) const;
};

// All of the outline but the crown, from face.mesh/1 and face.points/1.
[[nodiscard]] cph::HeadOutline face_outline(std::span<const float> mesh, std::span<const float> points);

}  // namespace certphoto::face

#endif
