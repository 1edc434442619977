// eyes.gaze: the eyes look into the camera.
#ifndef CERTPHOTO_PLUGINS_EYES_GAZE_H
#define CERTPHOTO_PLUGINS_EYES_GAZE_H

#include <span>

#include "certphoto/facts.hpp"

namespace certphoto::eyes {

struct GazeAngles {
  double yaw = 0, pitch = 0;  // degrees off the camera: + to the picture's right, + down
};

// `eyes`: face.eyes/1. `eye_line`: its direction in radians. `head_yaw`: degrees, as in face.pose/1. NaN when
// the corners of an eye coincide.
[[nodiscard]] GazeAngles measure_gaze(std::span<const float> eyes, double eye_line, double head_yaw);

struct EyesGaze {
  static constexpr auto kind = CPH_KIND_CHECK;
  static constexpr auto id = "eyes.gaze";
  static constexpr auto summary =
      "Where the irises lie between the corners of the eyes, as degrees off the camera";
  static constexpr auto threading = CPH_INSTANCE_PARALLEL;
  static constexpr auto needs =
      cph::list(cph::fact::kFaceEyes, cph::fact::kFaceMesh, cph::fact::kFacePose, cph::fact::kEyesState);
  static constexpr auto kThresholds =
      cph::list("angle_review_deg", "angle_max_deg", "vertical_review_deg", "inter_eye_min_px");
  static constexpr std::array rules{cph::rule("eyes.gaze", kThresholds)};
  static constexpr std::array notes{
      cph::note("aside", "眼睛没有看镜头，看向一侧", "the eyes look to the side, not at the camera"),
      cph::note("maybe_aside", "眼睛好像没有看镜头，需要人工确认",
                "the eyes seem to look past the camera; a person will look"),
      cph::note("maybe_up_or_down", "眼睛好像在看上方或下方，需要人工确认",
                "the eyes seem to look up or down; a person will look"),
      cph::note("too_small", "照片中的眼睛太小，无法判断视线",
                "the eyes are too small in the photo to tell where they look"),
      cph::note("closed", "眼睛睁得太小或闭着，看不清瞳孔，无法判断视线",
                "the eyes are opened too little to see the irises, so where they look cannot be told"),
      cph::note("at_camera", "眼睛看着镜头", "the eyes look at the camera"),
  };
  void run(cph::Call& call) const;
};

}  // namespace certphoto::eyes

#endif
