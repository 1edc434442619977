// eyes.red: no red pupils from a flash.
#ifndef CERTPHOTO_PLUGINS_EYES_RED_H
#define CERTPHOTO_PLUGINS_EYES_RED_H

#include <span>

#include "certphoto/facts.hpp"

namespace certphoto::eyes {

// The share, 0..1, of one iris that is redder than the skin of this face is, and as bright as a lit pupil.
// `eye`: one row of face.eyes/1; `skin`: mean R, G, B of the cheeks, 0..255. Only what lies between the lids
// counts. 0 for an iris of no size and for a grey photo.
[[nodiscard]] double red_share(const cph::ImageView& photo, std::span<const float> eye,
                               std::span<const double, 3> skin);

// Mean R, G, B, 0..255, of both cheeks.
[[nodiscard]] std::array<double, 3> cheek_colour(const cph::ImageView& photo, std::span<const float> mesh);

struct EyesRed {
  static constexpr auto kind = CPH_KIND_CHECK;
  static constexpr auto id = "eyes.red";
  static constexpr auto summary = "Pupils lit red by a flash";
  static constexpr auto threading = CPH_INSTANCE_PARALLEL;
  static constexpr auto needs =
      cph::list(cph::fact::kSourceImage, cph::fact::kFaceEyes, cph::fact::kFaceMesh);
  static constexpr auto kThresholds = cph::list("red_review_share", "red_max_share");
  static constexpr std::array rules{cph::rule("eyes.red", kThresholds)};
  static constexpr std::array notes{
      cph::note("left_red", "照片左侧的眼睛瞳孔发红（闪光灯造成）",
                "the pupil on the left of the photo is red from the flash"),
      cph::note("right_red", "照片右侧的眼睛瞳孔发红（闪光灯造成）",
                "the pupil on the right of the photo is red from the flash"),
      cph::note("both_red", "双眼瞳孔发红（闪光灯造成）", "both pupils are red from the flash"),
      cph::note("maybe_red", "瞳孔好像发红，需要人工确认", "a pupil seems to be red; a person will look"),
      cph::note("not_red", "瞳孔没有发红", "the pupils are not red"),
  };
  void run(cph::Call& call) const;
};

}  // namespace certphoto::eyes

#endif
