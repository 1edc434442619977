// source.native_camera: a photo from a camera, unedited, taken within the collection window.
#ifndef CERTPHOTO_PLUGINS_PROVENANCE_NATIVE_CAMERA_H
#define CERTPHOTO_PLUGINS_PROVENANCE_NATIVE_CAMERA_H

#include <string>

#include "camera_data.h"

namespace certphoto::provenance {

inline constexpr std::array<const char*, 3> kCameraDataChoices{"optional", "required", nullptr};
inline constexpr auto kCameraDataDoc =
    "required: a file that does not say which camera took it is looked at by a person; optional: it is "
    "accepted, since "
    "chat programs and scanners' software drop what cameras write";

struct NativeCamera {
  static constexpr auto kind = CPH_KIND_CHECK;
  static constexpr auto id = "source.native_camera";
  static constexpr auto summary = "Camera, editor, screenshot and time of capture as the file states them";
  static constexpr auto threading = CPH_INSTANCE_PARALLEL;
  static constexpr auto needs = cph::list(cph::fact::kSourceInfo);
  static constexpr auto uses = cph::list(cph::fact::kSourceExif);
  static constexpr auto kThresholds = cph::list("session_slack_s", "editor_tags_max");
  static constexpr std::array rules{cph::rule("source.native_camera", kThresholds)};
  static constexpr std::array params{
      cph::choice("camera_data", "optional", kCameraDataChoices.data(), kCameraDataDoc),
      cph::text("window_first", "",
                "first day of the collection, like 2025-06-12; the input "
                "certphoto.provenance.window_first of a request goes before it"),
      cph::text("window_last", "",
                "last day of the collection, included; input certphoto.provenance.window_last")};
  static constexpr std::array notes{
      cph::note("screenshot", "这是屏幕截图，不是相机拍的照片",
                "this is a screenshot, not a photo from a camera"),
      cph::note("screen_sized", "文件没有相机信息，尺寸又与手机屏幕一致，可能是截图，需要人工确认",
                "the file names no camera and is as large as a phone's screen; it may be a screenshot, a "
                "person will look"),
      cph::note("editor_named", "文件显示用 {editor} 处理过，请上传原图",
                "the file says that it was edited with {editor}; upload the original"),
      cph::note("outside_window", "文件记录的拍摄时间不在采集日期内（相差 {days} 天），需要人工确认",
                "the time of capture in the file lies outside the collection dates, by {days} days; a person "
                "will look"),
      cph::note("no_camera_data", "文件里没有相机信息，无法判断是否为相机原图",
                "the file carries no camera data, so whether it is a camera's original cannot be told"),
  };

  explicit NativeCamera(cph::Setup& setup);
  void run(cph::Call& call) const;

 private:
  bool required_;
  std::string window_first_, window_last_;
};

}  // namespace certphoto::provenance

#endif
