// brows.visible: no hair or hat over the eyebrows.
#ifndef CERTPHOTO_PLUGINS_COVERINGS_BROWS_VISIBLE_H
#define CERTPHOTO_PLUGINS_COVERINGS_BROWS_VISIBLE_H

#include "certphoto/facts.hpp"
#include "certphoto/regions.hpp"

namespace certphoto::coverings {

struct BrowsVisible {
  static constexpr auto kind = CPH_KIND_CHECK;
  static constexpr auto id = "brows.visible";
  static constexpr auto summary = "Share of each eyebrow under hair or a covering";
  static constexpr auto threading = CPH_INSTANCE_PARALLEL;
  static constexpr auto needs = cph::list(cph::fact::kPersonRegions, cph::fact::kPersonRegionsFrame,
                                          cph::fact::kFaceMesh, cph::fact::kFacePose);
  static constexpr auto kThresholds = cph::list("overlap_review_share", "overlap_max_share");
  static constexpr std::array rules{cph::rule("brows.visible", kThresholds)};
  static constexpr std::array notes{
      cph::note("left_hidden", "画面左侧的眉毛被遮住", "the eyebrow at the picture's left is hidden"),
      cph::note("right_hidden", "画面右侧的眉毛被遮住", "the eyebrow at the picture's right is hidden"),
      cph::note("both_hidden", "两侧眉毛都被遮住", "both eyebrows are hidden"),
      cph::note("maybe_hidden", "眉毛好像被头发遮住一部分，需要人工确认",
                "hair seems to cover part of an eyebrow; a person will look"),
      cph::note("visible", "两条眉毛都露出来", "both eyebrows are visible"),
  };
  void run(cph::Call& call) const;
};

}  // namespace certphoto::coverings

#endif
