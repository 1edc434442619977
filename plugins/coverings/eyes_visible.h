// eyes.visible: no hair or hat over the eyes. Dark lenses are the matter of glasses.tint.
#ifndef CERTPHOTO_PLUGINS_COVERINGS_EYES_VISIBLE_H
#define CERTPHOTO_PLUGINS_COVERINGS_EYES_VISIBLE_H

#include "certphoto/facts.hpp"
#include "certphoto/regions.hpp"

namespace certphoto::coverings {

struct EyesVisible {
  static constexpr auto kind = CPH_KIND_CHECK;
  static constexpr auto id = "eyes.visible";
  static constexpr auto summary = "Share of each eye zone under hair or a covering";
  static constexpr auto threading = CPH_INSTANCE_PARALLEL;
  static constexpr auto needs = cph::list(cph::fact::kPersonRegions, cph::fact::kPersonRegionsFrame,
                                          cph::fact::kFaceMesh, cph::fact::kFacePose);
  static constexpr auto kThresholds =
      cph::list("occluded_review_share", "occluded_max_share", "zone_margin_ied_ratio");
  static constexpr std::array rules{cph::rule("eyes.visible", kThresholds)};
  static constexpr std::array notes{
      cph::note("left_hidden", "画面左侧的眼睛被遮住", "the eye at the picture's left is hidden"),
      cph::note("right_hidden", "画面右侧的眼睛被遮住", "the eye at the picture's right is hidden"),
      cph::note("both_hidden", "双眼都被遮住", "both eyes are hidden"),
      cph::note("maybe_hidden", "眼睛好像被头发遮住一部分，需要人工确认",
                "hair seems to cover part of an eye; a person will look"),
      cph::note("visible", "双眼清楚可见", "both eyes are visible"),
  };
  void run(cph::Call& call) const;
};

}  // namespace certphoto::coverings

#endif
