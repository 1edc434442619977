#include "neutral.h"

#include <cmath>

#include "certphoto/mesh_points.hpp"
#include "certphoto/verdict.hpp"
#include "shape.h"

namespace certphoto::expression {

void ExpressionNeutral::run(cph::Call& call) const {
  const auto mesh = call.tensor(cph::fact::kFaceMesh).values<float>();
  const auto mouth = measure_mouth(mesh);
  const double smile = smile_probability(mouth), crooked = std::abs(mouth.slope);
  const auto smiling = cph::Limits::at_most(call, id, "smile_review_score", nullptr);
  const auto pulled = cph::Limits::at_most(call, id, "crooked_review_ratio", nullptr);
  cph::Finding f;
  f.rule = id;
  smiling.apply(f, smile);
  f.unit = "probability";
  f.confidence = std::max(smile, 1 - smile);
  f.note = f.verdict == CPH_VERDICT_REVIEW ? "smiling" : "calm";
  if (f.verdict == CPH_VERDICT_PASS && pulled.judge(crooked) == CPH_VERDICT_REVIEW) {
    pulled.apply(f, crooked);
    f.unit = "ratio";
    f.note = "crooked";
  }
  f.args = {{"smile", {}, smile}, {"crooked", {}, crooked}};
  if (f.verdict != CPH_VERDICT_PASS)
    f.regions.push_back({"mouth", cph::mesh::all(mesh, cph::mesh::kOuterLips)});
  call.report(f);
}

}  // namespace certphoto::expression
