#include "native_camera.h"

#include <algorithm>
#include <cmath>

#include "collection_window.h"

namespace certphoto::provenance {

namespace {

// Longer than any sensor's 16:9, and as long as phones' screens have been since 2017 (18:9 and more).
constexpr double kScreenAspect = 1.9;
constexpr double kPng = 2;  // source.info/1

bool looks_like_screen(const cph::SourceInfo& info) {
  const double longer = std::max(info.width_px, info.height_px),
               shorter = std::min(info.width_px, info.height_px);
  return info.format == kPng && shorter >= 640 && longer / shorter >= kScreenAspect &&
         longer / shorter <= 2.5;
}

}  // namespace

NativeCamera::NativeCamera(cph::Setup& setup)
    : required_(setup.text("camera_data") == "required"),
      window_first_(setup.text("window_first")),
      window_last_(setup.text("window_last")) {
  // What is wrong with the pipeline's days is said before the first photo.
  (void)CollectionWindow::between(window_first_, window_last_, 0);
}

void NativeCamera::run(cph::Call& call) const {
  const auto data = CameraData::of(call);
  const auto info = cph::SourceInfo::of(call);
  const auto editor = editor_in(data.software);
  const double most = call.threshold("source.native_camera", "editor_tags_max");
  const auto window =
      CollectionWindow::between(call.input("certphoto.provenance.window_first").value_or(window_first_),
                                call.input("certphoto.provenance.window_last").value_or(window_last_),
                                call.threshold("source.native_camera", "session_slack_s"));
  const auto taken = parse_exif_time(data.taken);
  const double outside = window && taken ? window->outside(*taken, parse_offset(data.taken_offset)) : 0;

  cph::Finding f;
  f.rule = "source.native_camera";
  f.unit = "count";
  f.value = editor.empty() ? 0 : 1;
  f.limit_max = most;
  f.verdict = CPH_VERDICT_REVIEW;
  if (is_screenshot(data)) {
    f.note = "screenshot";
    f.confidence = 1;
  } else if (f.value > most) {
    f.note = "editor_named";
    f.args.push_back({"editor", std::string(editor)});
    f.confidence = 1;
  } else if (outside > 0) {
    f.note = "outside_window";
    f.value = outside;
    f.unit = "s";
    f.limit_max = 0;
    f.args.push_back({"days", "", std::ceil(outside / 86400)});
  } else if (!data.names_camera() && looks_like_screen(info)) {
    f.note = "screen_sized";
  } else if (!data.names_camera()) {
    f.verdict = required_ ? CPH_VERDICT_REVIEW : CPH_VERDICT_INCONCLUSIVE;
    f.note = "no_camera_data";
    f.value = f.limit_max = cph::kNone;
    f.unit = nullptr;
  } else {
    f.verdict = CPH_VERDICT_PASS;
  }
  call.report(f);
}

}  // namespace certphoto::provenance
