// image.undistorted: not taken from too near, not stretched. Sends to a person, never refuses.
#ifndef CERTPHOTO_PLUGINS_QUALITY_DISTORTION_H
#define CERTPHOTO_PLUGINS_QUALITY_DISTORTION_H

#include <optional>
#include <span>
#include <string_view>

#include "certphoto/facts.hpp"

namespace certphoto::quality {

// From camera to face in metres: a distance of `eyes_px` between the eyes in a photo of this size, taken with
// the focal length of `exif` (source.exif/1). Nothing without FocalLengthIn35mmFilm, or when the photo does
// not have a sensor's proportions: then somebody has cut it.
[[nodiscard]] std::optional<double> camera_distance_m(std::string_view exif, double width_px,
                                                      double height_px, double eyes_px);

// Height of the face's oval over its width.
[[nodiscard]] double oval_ratio(std::span<const float> mesh);

struct ImageUndistorted {
  static constexpr auto kind = CPH_KIND_CHECK;
  static constexpr auto id = "image.undistorted";
  static constexpr auto summary = "Taken from far enough, by the camera's data; the face not stretched";
  static constexpr auto threading = CPH_INSTANCE_PARALLEL;
  static constexpr auto needs = cph::list(cph::fact::kSourceInfo, cph::fact::kFaceMesh);
  static constexpr auto uses = cph::list(cph::fact::kSourceExif);
  static constexpr auto kThresholds =
      cph::list("distance_min_m", "oval_ratio_review_min", "oval_ratio_review_max");
  static constexpr std::array rules{cph::rule("image.sharp", kThresholds)};
  static constexpr std::array notes{
      cph::note(
          "too_close", "拍摄距离约 {value} 米，太近会使脸部变形，请他人在 1 米以外拍摄",
          "taken from about {value} m: that near, the face is distorted; have someone take it from 1 m away"),
      cph::note("stretched", "照片可能被拉伸变形，请提交原图",
                "the photo may have been stretched; hand in the original"),
  };
  void run(cph::Call& call) const;
};

}  // namespace certphoto::quality

#endif
