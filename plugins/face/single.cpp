#include "single.h"

#include <algorithm>

#include "certphoto/geometry.hpp"

namespace certphoto::face {

namespace {

// Second faces of which the detector is less sure than this go to a person. On congress, london, canada and
// lisa_zoom (544 photos of one person) there is no second face at 0.5; on cmu_faces clusters of small
// pictures reach 0.71 before face.detect verifies them.
constexpr double kSure = 0.75;

// A first face of which neither network is sure. The detector alone gives clothes and machines up to 0.64
// (cmu_faces).
constexpr double kUnsureFace = 0.65;
constexpr double kUnsureMesh = 0.3;

}  // namespace

void FaceSingle::run(cph::Call& call) const {
  const auto faces = cph::face_boxes(call.tensor(cph::fact::kFaceBoxes));
  const double most = call.threshold("face.single", "max_faces");
  const double largest_second = call.threshold("face.single", "second_face_max_area_ratio");
  cph::Finding f;
  f.rule = "face.single";
  f.unit = "count";
  f.limit_min = 1;
  f.limit_max = most;
  if (faces.empty()) {
    f.value = 0;
    f.verdict = CPH_VERDICT_FAIL;
    f.note = "no_face";
    call.report(f);
    return;
  }
  f.regions.push_back(cph::region("face", faces[0].box));
  const double first_area = cph::area(faces[0].box);
  double surest = 0;
  int others = 0;
  for (std::size_t i = 1; i < faces.size(); ++i) {
    if (!(cph::area(faces[i].box) > largest_second * first_area)) continue;
    ++others;
    surest = std::max(surest, faces[i].score);
    f.regions.push_back(cph::region("other_face", faces[i].box));
  }
  f.value = 1 + others;
  f.args.push_back({"others", {}, double(others)});
  const auto mesh_score = call.find_tensor(cph::fact::kFaceMeshScore);
  const bool unsure =
      faces[0].score < kUnsureFace && mesh_score && mesh_score.values<float>()[0] < kUnsureMesh;
  if (f.value > most) {
    f.verdict = surest >= kSure ? CPH_VERDICT_FAIL : CPH_VERDICT_REVIEW;
    f.note = surest >= kSure ? "others" : "maybe_others";
    f.confidence = surest;
  } else if (unsure) {
    f.verdict = CPH_VERDICT_REVIEW;
    f.note = "unsure_face";
  } else {
    f.verdict = CPH_VERDICT_PASS;
  }
  call.report(f);
}

}  // namespace certphoto::face
