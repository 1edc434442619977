// face.makeup: lips and lids have colours of their own, not painted ones. Never more than a review.
#ifndef CERTPHOTO_PLUGINS_MAKEUP_MAKEUP_H
#define CERTPHOTO_PLUGINS_MAKEUP_MAKEUP_H

#include "certphoto/facts.hpp"

namespace certphoto::makeup {

struct FaceMakeup {
  static constexpr auto kind = CPH_KIND_CHECK;
  static constexpr auto id = "face.makeup";
  static constexpr auto summary =
      "Colour of lips and upper lids against the cheeks, beyond what they have by themselves";
  static constexpr auto threading = CPH_INSTANCE_PARALLEL;
  static constexpr auto needs = cph::list(cph::fact::kSourceImage, cph::fact::kFaceMesh);
  static constexpr auto kThresholds = cph::list("lips_review_delta", "lids_review_delta");
  static constexpr std::array rules{cph::rule("face.makeup", kThresholds)};
  static constexpr std::array notes{
      cph::note("lips", "口红颜色好像很浓，需要人工确认", "the lipstick seems strong; a person will look"),
      cph::note("lids", "眼影颜色好像很浓，需要人工确认", "the eye shadow seems strong; a person will look"),
      cph::note("lips_and_lids", "口红和眼影好像都很浓，需要人工确认",
                "lipstick and eye shadow seem strong; a person will look"),
      cph::note("no_colour", "照片没有颜色或脸部太小，无法判断妆容",
                "the photo has no colour or the face is too small to tell"),
      cph::note("light", "没有看到浓妆", "no heavy make-up is seen"),
  };
  void run(cph::Call& call) const;
};

}  // namespace certphoto::makeup

#endif
