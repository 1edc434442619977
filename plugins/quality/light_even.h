// light.even: even light on the face, neither too bright nor too dark.
#ifndef CERTPHOTO_PLUGINS_QUALITY_LIGHT_EVEN_H
#define CERTPHOTO_PLUGINS_QUALITY_LIGHT_EVEN_H

#include "certphoto/facts.hpp"

namespace certphoto::quality {

// One finding for each thing that is wrong with the light, or one that passes.
struct LightEven {
  static constexpr auto kind = CPH_KIND_CHECK;
  static constexpr auto id = "light.even";
  static constexpr auto summary = "Light on four zones of the face, exposure of the whole";
  static constexpr auto threading = CPH_INSTANCE_PARALLEL;
  static constexpr auto needs =
      cph::list(cph::fact::kSourceImage, cph::fact::kFaceMesh, cph::fact::kFaceEyes);
  static constexpr auto kThresholds = cph::list(
      "zone_ratio_min", "zone_ratio_review", "overexposed_review_share", "overexposed_max_share",
      "underexposed_max_share", "mean_luminance_min", "mean_luminance_max", "mean_luminance_review_min",
      "mean_luminance_review_max", "eye_white_min", "eye_white_review");
  static constexpr std::array rules{cph::rule("light.even", kThresholds)};
  static constexpr std::array notes{
      cph::note("dark_forehead", "脸上光线不均匀，额头偏暗",
                "the light on your face is uneven: the forehead is darker"),
      cph::note("dark_left", "脸上光线不均匀，照片左侧的脸颊偏暗",
                "the light on your face is uneven: the cheek on the left of the photo is darker"),
      cph::note("dark_right", "脸上光线不均匀，照片右侧的脸颊偏暗",
                "the light on your face is uneven: the cheek on the right of the photo is darker"),
      cph::note("dark_chin", "脸上光线不均匀，下巴偏暗",
                "the light on your face is uneven: the chin is darker"),
      cph::note("too_dark", "照片太暗，请在光线充足处拍摄", "the photo is too dark; use more light"),
      cph::note("too_bright", "脸部过亮，请避开强光或闪光灯",
                "your face is too bright; avoid strong light and the flash"),
      cph::note("glare", "脸上有过亮的反光", "parts of your face are burnt out by glare"),
      cph::note("even", "光线均匀，明暗合适", "even light, well exposed"),
  };
  void run(cph::Call& call) const;
};

}  // namespace certphoto::quality

#endif
