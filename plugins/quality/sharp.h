// image.sharp: the face is sharp and large enough.
#ifndef CERTPHOTO_PLUGINS_QUALITY_SHARP_H
#define CERTPHOTO_PLUGINS_QUALITY_SHARP_H

#include "certphoto/facts.hpp"

namespace certphoto::quality {

// 0 to 100, 50 at the blur that shows on a finished photo. `blur`: over the distance between the eyes.
[[nodiscard]] double sharpness_score(double blur);

struct ImageSharp {
  static constexpr auto kind = CPH_KIND_CHECK;
  static constexpr auto id = "image.sharp";
  static constexpr auto summary = "Sharpness at the face's scale, and enough pixels between the eyes";
  static constexpr auto threading = CPH_INSTANCE_PARALLEL;
  static constexpr auto needs = cph::list(cph::fact::kFaceBlur, cph::fact::kFaceMesh);
  static constexpr auto kThresholds =
      cph::list("sharpness_min_score", "sharpness_review_score", "ied_min_px");
  static constexpr std::array rules{cph::rule("image.sharp", kThresholds)};
  static constexpr std::array notes{
      cph::note("blurred", "脸部不清晰，请对焦在脸上再拍", "the face is not sharp; focus on the face"),
      cph::note("shaken", "照片有抖动模糊，请拿稳手机再拍",
                "the photo is blurred by movement; hold the phone still"),
      cph::note("soft", "脸部略微模糊，需要人工确认", "the face is a little soft; a person will look"),
      cph::note(
          "too_small", "脸部只有约 {value} 个像素（两眼间距），像素不够，请走近一些或用更高分辨率拍摄",
          "there are only about {value} pixels between the eyes; come closer or use a higher resolution"),
      cph::note("sharp", "脸部清晰", "the face is sharp"),
  };
  void run(cph::Call& call) const;
};

}  // namespace certphoto::quality

#endif
