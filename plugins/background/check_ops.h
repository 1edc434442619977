// Checks of the wall on the photo as captured, and of the painted background on the finished file.
#ifndef CERTPHOTO_BACKGROUND_CHECK_OPS_H
#define CERTPHOTO_BACKGROUND_CHECK_OPS_H

#include "certphoto/facts.hpp"
#include "facts.h"

namespace background {

// Measures the wall once for the three checks below.
struct Survey {
  static constexpr auto kind = CPH_KIND_ANALYZER;
  static constexpr auto id = "background.survey";
  static constexpr auto summary = "Evenness, colours, things and shade of the wall behind the person";
  static constexpr auto threading = CPH_INSTANCE_PARALLEL;
  static constexpr auto needs = cph::list(cph::fact::kSourceImage, kPhotoSmall, cph::fact::kPersonMatte);
  static constexpr auto gives = cph::list(kWallStats);

  void run(cph::Call& call) const;
};

struct UniformCheck {
  static constexpr auto kind = CPH_KIND_CHECK;
  static constexpr auto id = "background.uniform";
  static constexpr auto summary = "Plain wall of one colour, and an outline that can be told from it";
  static constexpr auto threading = CPH_INSTANCE_PARALLEL;
  static constexpr auto needs = cph::list(kWallStats);
  static constexpr auto uses = cph::list(cph::fact::kMatteConfidence, kMatteDoubts);
  static constexpr auto kThresholds =
      cph::list("gradient_max", "channel_sigma_max", "largest_cluster_min_share");
  static constexpr std::array rules{cph::rule("background.uniform", kThresholds)};
  static constexpr std::array notes{
      cph::note("background_patterned", "背景有花纹或纹理", "The background has a pattern or texture"),
      cph::note("background_not_one_colour", "背景不是同一种颜色", "The background is not of one colour"),
      cph::note("background_uneven_light", "背景明暗差别较大", "The background is unevenly lit"),
      cph::note("background_not_seen", "照片里几乎看不到背景", "Hardly any background is to be seen"),
      cph::note("cutout_unsure", "人像边缘与背景难以区分，需人工确认抠图",
                "Person and background are hard to tell apart at the outline: check the cut-out by eye")};

  void run(cph::Call& call) const;
};

struct SceneCheck {
  static constexpr auto kind = CPH_KIND_CHECK;
  static constexpr auto id = "background.scene";
  static constexpr auto summary = "No other people or things behind the person";
  static constexpr auto threading = CPH_INSTANCE_PARALLEL;
  static constexpr auto needs = cph::list(kWallStats);
  static constexpr auto uses = cph::list(kMatteDoubts);
  static constexpr auto kThresholds = cph::list("objects_review_share", "objects_max_share");
  static constexpr std::array rules{cph::rule("background.scene", kThresholds)};
  static constexpr std::array notes{
      cph::note("background_objects", "背景中有其他人或物（占背景 {percent}%）",
                "There are other people or things in the background ({percent} % of it)"),
      cph::note("background_not_seen", "照片里几乎看不到背景", "Hardly any background is to be seen")};

  void run(cph::Call& call) const;
};

struct ShadowCheck {
  static constexpr auto kind = CPH_KIND_CHECK;
  static constexpr auto id = "background.shadow";
  static constexpr auto summary = "No shadow of the person on the wall";
  static constexpr auto threading = CPH_INSTANCE_PARALLEL;
  static constexpr auto needs = cph::list(cph::fact::kSourceImage, kWallStats);
  static constexpr auto kThresholds = cph::list("delta_l_max", "area_max_share");
  static constexpr std::array rules{cph::rule("background.shadow", kThresholds)};
  static constexpr std::array notes{
      cph::note("background_shadow", "墙面上有影子", "There is a shadow on the wall"),
      cph::note("background_not_seen", "照片里几乎看不到背景", "Hardly any background is to be seen")};

  void run(cph::Call& call) const;
};

// On the finished file, in the product's scope.
struct GroundCheck {
  static constexpr auto kind = CPH_KIND_CHECK;
  static constexpr auto id = "output.background";
  static constexpr auto summary =
      "Colour of the finished background and traces of the old wall along the outline";
  static constexpr auto threading = CPH_INSTANCE_PARALLEL;
  static constexpr auto needs = cph::list(cph::fact::kSourceImage, cph::fact::kPersonMatte);
  static constexpr auto kThresholds = cph::list("delta_e_mean_max", "sigma_max", "fringe_delta_e_review");
  static constexpr std::array rules{cph::rule("output.background_colour", kThresholds)};
  static constexpr std::array notes{
      cph::note("ground_colour_off", "成品背景颜色与规定颜色相差 {delta_e}",
                "The finished background is {delta_e} off the prescribed colour"),
      cph::note("ground_uneven", "成品背景颜色不均匀", "The finished background is not even"),
      cph::note("ground_fringe", "人像边缘残留原背景颜色", "Traces of the old wall show along the outline"),
      cph::note("ground_not_seen", "成品照片里几乎看不到背景",
                "Hardly any background is to be seen on the finished photo")};

  void run(cph::Call& call) const;
};

}  // namespace background

#endif
