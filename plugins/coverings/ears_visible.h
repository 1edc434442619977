// ears.visible: both ears can be seen.
#ifndef CERTPHOTO_PLUGINS_COVERINGS_EARS_VISIBLE_H
#define CERTPHOTO_PLUGINS_COVERINGS_EARS_VISIBLE_H

#include "certphoto/facts.hpp"
#include "certphoto/regions.hpp"

namespace certphoto::coverings {

// Never rejects by itself: ears lie close to many heads, and a close ear is no fault.
struct EarsVisible {
  static constexpr auto kind = CPH_KIND_CHECK;
  static constexpr auto id = "ears.visible";
  static constexpr auto summary = "Hair or a covering where the ears are";
  static constexpr auto threading = CPH_INSTANCE_PARALLEL;
  static constexpr auto needs =
      cph::list(cph::fact::kPersonRegions, cph::fact::kPersonRegionsFrame, cph::fact::kFaceMesh);
  static constexpr auto kThresholds = cph::list("hidden_review_share");
  static constexpr std::array rules{cph::rule("ears.visible", kThresholds)};
  static constexpr std::array notes{
      cph::note("left_hidden", "画面左侧的耳朵好像被遮住，需要人工确认",
                "the ear at the picture's left seems hidden; a person will look"),
      cph::note("right_hidden", "画面右侧的耳朵好像被遮住，需要人工确认",
                "the ear at the picture's right seems hidden; a person will look"),
      cph::note("both_hidden", "两只耳朵好像都被遮住，需要人工确认",
                "both ears seem hidden; a person will look"),
      cph::note("visible", "没有看到头发遮住耳朵", "no hair was seen over the ears"),
  };
  void run(cph::Call& call) const;
};

}  // namespace certphoto::coverings

#endif
