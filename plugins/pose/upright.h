// pose.upright: the head faces the camera, eyes and shoulders are level.
#ifndef CERTPHOTO_PLUGINS_POSE_UPRIGHT_H
#define CERTPHOTO_PLUGINS_POSE_UPRIGHT_H

#include "certphoto/facts.hpp"

namespace certphoto::pose {

// One finding for every angle beyond a limit, or one that passes, about the angle nearest to its limit.
struct PoseUpright {
  static constexpr auto kind = CPH_KIND_CHECK;
  static constexpr auto id = "pose.upright";
  static constexpr auto summary =
      "Yaw, pitch and roll of the head, slope of the line through the pupils and of the shoulders";
  static constexpr auto threading = CPH_INSTANCE_PARALLEL;
  static constexpr auto needs = cph::list(cph::fact::kFacePose, cph::fact::kFaceBoxes);
  static constexpr auto uses =
      cph::list(cph::fact::kPersonMatte, cph::fact::kHeadOutline, cph::fact::kFaceEyes);
  static constexpr auto kThresholds = cph::list(
      "yaw_review_deg", "yaw_max_deg", "pitch_review_deg", "pitch_max_deg", "roll_review_deg", "roll_max_deg",
      "pupil_tilt_review_deg", "pupil_tilt_max_deg", "shoulder_tilt_review_deg", "shoulder_tilt_max_deg");
  static constexpr std::array rules{cph::rule("pose.upright", kThresholds)};
  static constexpr std::array notes{
      cph::note("turned_left", "脸转向了照片左侧约 {value} 度，请正对镜头",
                "your face is turned about {value} degrees towards the left of the photo; face the camera"),
      cph::note("turned_right", "脸转向了照片右侧约 {value} 度，请正对镜头",
                "your face is turned about {value} degrees towards the right of the photo; face the camera"),
      cph::note("chin_up", "头抬高了约 {value} 度，请平视镜头",
                "your chin is about {value} degrees too high; look straight ahead"),
      cph::note("chin_down", "头低了约 {value} 度，请平视镜头",
                "your chin is about {value} degrees too low; look straight ahead"),
      cph::note(
          "tilted_left", "头歪向了照片左侧约 {value} 度，两眼不在一条水平线上",
          "your head is tilted about {value} degrees towards the left of the photo; the eyes are not level"),
      cph::note(
          "tilted_right", "头歪向了照片右侧约 {value} 度，两眼不在一条水平线上",
          "your head is tilted about {value} degrees towards the right of the photo; the eyes are not level"),
      cph::note("lying", "照片是横着或倒着的，请转正后再上传",
                "the photo lies on its side or upside down; turn it upright"),
      cph::note("shoulders", "双肩一高一低，相差约 {value} 度，请放平双肩",
                "your shoulders slope by about {value} degrees; hold them level"),
      cph::note("pupils", "两眼瞳孔不在一条水平线上，相差约 {value} 度，请摆正头部",
                "the line through your pupils slopes by about {value} degrees; hold your head straight"),
      cph::note("level", "头部端正，双肩平正", "head upright and shoulders level"),
  };
  void run(cph::Call& call) const;
};

}  // namespace certphoto::pose

#endif
