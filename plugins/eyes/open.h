// eyes.open: both eyes are open.
#ifndef CERTPHOTO_PLUGINS_EYES_OPEN_H
#define CERTPHOTO_PLUGINS_EYES_OPEN_H

#include "certphoto/facts.hpp"

namespace certphoto::eyes {

// Narrow eyes are no fault: an eye is refused only when lids and network agree that it is closed, or the lids
// touch.
struct EyesOpen {
  static constexpr auto kind = CPH_KIND_CHECK;
  static constexpr auto id = "eyes.open";
  static constexpr auto summary = "Opening of the narrower eye, and the probability that an eye is closed";
  static constexpr auto threading = CPH_INSTANCE_PARALLEL;
  static constexpr auto needs = cph::list(cph::fact::kEyesState, cph::fact::kFaceEyes);
  static constexpr auto kThresholds = cph::list("opening_review_ratio", "opening_min_ratio",
                                                "closed_review_probability", "closed_max_probability");
  static constexpr std::array rules{cph::rule("eyes.open", kThresholds)};
  static constexpr std::array notes{
      cph::note("left_closed", "照片左侧的眼睛似乎闭着", "the eye on the left of the photo seems closed"),
      cph::note("right_closed", "照片右侧的眼睛似乎闭着", "the eye on the right of the photo seems closed"),
      cph::note("both_closed", "双眼似乎都闭着", "both eyes seem closed"),
      cph::note("narrow", "眼睛睁得较小，需要人工确认是否睁开",
                "the eyes are opened little; a person will look whether they are open"),
      cph::note("open", "双眼睁开", "both eyes are open"),
  };
  void run(cph::Call& call) const;
};

}  // namespace certphoto::eyes

#endif
