// source.rear_camera: whether the file names a front camera.
#ifndef CERTPHOTO_PLUGINS_PROVENANCE_REAR_CAMERA_H
#define CERTPHOTO_PLUGINS_PROVENANCE_REAR_CAMERA_H

#include "native_camera.h"

namespace certphoto::provenance {

struct RearCamera {
  static constexpr auto kind = CPH_KIND_CHECK;
  static constexpr auto id = "source.rear_camera";
  static constexpr auto summary = "Whether the file names a front camera";
  static constexpr auto threading = CPH_INSTANCE_PARALLEL;
  static constexpr auto needs = cph::list(cph::fact::kSourceInfo);
  static constexpr auto uses = cph::list(cph::fact::kSourceExif);
  static constexpr auto kThresholds = cph::list("front_camera_tags_max");
  static constexpr std::array rules{cph::rule("source.rear_camera", kThresholds)};
  static constexpr std::array params{
      cph::choice("camera_data", "optional", kCameraDataChoices.data(), kCameraDataDoc)};
  static constexpr std::array notes{
      cph::note("front_camera", "照片是用前置摄像头拍的，请用后置摄像头重拍",
                "taken with the front camera; retake it with the rear one"),
      cph::note("side_unknown", "文件没有写明用的是前置还是后置摄像头",
                "the file does not say whether the front or the rear camera was used"),
  };

  explicit RearCamera(cph::Setup& setup) : required_(setup.text("camera_data") == "required") {}
  void run(cph::Call& call) const;

 private:
  bool required_;
};

}  // namespace certphoto::provenance

#endif
