#include "rear_camera.h"

namespace certphoto::provenance {

void RearCamera::run(cph::Call& call) const {
  cph::Finding f;
  f.rule = "source.rear_camera";
  const auto side = side_of(CameraData::of(call));
  if (side == CameraSide::kUnknown) {
    f.verdict = required_ ? CPH_VERDICT_REVIEW : CPH_VERDICT_NOT_APPLICABLE;
    f.note = "side_unknown";
    call.report(f);
    return;
  }
  f.value = side == CameraSide::kFront ? 1 : 0;
  f.unit = "count";
  f.limit_max = call.threshold("source.rear_camera", "front_camera_tags_max");
  f.confidence = 1;
  f.verdict = f.value > f.limit_max ? CPH_VERDICT_FAIL : CPH_VERDICT_PASS;
  if (f.verdict == CPH_VERDICT_FAIL) f.note = "front_camera";
  call.report(f);
}

}  // namespace certphoto::provenance
