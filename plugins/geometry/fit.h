// geometry.fit: says before anything is made whether the planned page can meet the spec's bands on this
// photo, and if not, what the candidate can do about it.
#ifndef CERTPHOTO_GEOMETRY_FIT_H
#define CERTPHOTO_GEOMETRY_FIT_H

#include "certphoto/bands.hpp"

namespace certphoto::geometry {

struct GeometryFit {
  static constexpr auto kind = CPH_KIND_CHECK;
  static constexpr auto id = "geometry.fit";
  static constexpr auto summary = "Whether the photo allows a crop that meets the geometry bands of the spec";
  static constexpr auto threading = CPH_INSTANCE_PARALLEL;
  static constexpr auto needs =
      cph::list(cph::fact::kPhotoGeometry, cph::fact::kHeadOutline, cph::fact::kSourceInfo);
  static constexpr auto kThresholds = cph::list("upscale_review_ratio", "upscale_max_ratio");
  static constexpr auto rules = std::array{cph::rule("head.in_frame", kThresholds)};
  static constexpr auto notes = std::array{
      cph::note("photo_too_small",
                "照片像素不足：成品需放大 {value} 倍，最多允许 {limit_max} 倍。请用更高分辨率或靠近一些重拍",
                "too few pixels: the finished photo would be enlarged {value} times, {limit_max} is allowed; "
                "retake it "
                "with more resolution or from nearer"),
      cph::note("enlarged", "成品由原图放大 {value} 倍得到，细节可能不足，请人工查看",
                "the finished photo is enlarged {value} times and may lack detail: have a look at it"),
      cph::note(
          "head_small",
          "头像过小：成品中{what_zh}为 {value} 像素，要求 {range}。请靠近一些或用更高分辨率重拍",
          "the head is too small: {what_en} would be {value} px, {range} is asked for; go nearer or use more "
          "resolution"),
      cph::note("head_large",
                "头像过大或离照片边缘太近：成品中{what_zh}为 {value} 像素，要求 {range}。请站远一些重拍",
                "the head is too large or too near the edges of the photo: {what_en} would be {value} px, "
                "{range} is "
                "asked for; stand further away"),
      cph::note("no_room_above",
                "头顶上方空间不足：成品中{what_zh}为 {value} 像素，要求 {range}。请在头顶上方多留空间重拍",
                "too little room above the head: {what_en} would be {value} px, {range} is asked for; leave "
                "more room "
                "above it"),
      cph::note(
          "no_room_below",
          "头部下方空间不足：成品中{what_zh}为 {value} 像素，要求 {range}。请把肩部和上胸拍进画面",
          "too little room below the head: {what_en} would be {value} px, {range} is asked for; show the "
          "shoulders and the upper chest"),
      cph::note(
          "no_room_beside",
          "头部离照片侧边太近，无法居中：成品中{what_zh}为 {value} 像素，要求 {range}。请站到画面正中重拍",
          "the head is too near the side of the photo: {what_en} would be {value} px, {range} is asked for; "
          "stand in the middle"),
      cph::note("proportions",
                "头发或头部比例使各项要求无法同时满足：成品中{what_zh}为 {value} 像素，要求 {range}",
                "hair or the proportions of the head do not let all limits be met at once: {what_en} would "
                "be {value} "
                "px, {range} is asked for"),
  };

  void run(cph::Call& call) const;
};

// Why a band is missed: a code of the note table above.
[[nodiscard]] const char* ReasonOfMiss(std::size_t band, double value, const cph::SpecBand& limits,
                                       const cph::PageGeometry& page, double photo_width, double photo_height,
                                       double max_scale);

}  // namespace certphoto::geometry

#endif
