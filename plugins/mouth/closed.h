// mouth.closed: lips together, no teeth.
#ifndef CERTPHOTO_PLUGINS_MOUTH_CLOSED_H
#define CERTPHOTO_PLUGINS_MOUTH_CLOSED_H

#include "certphoto/facts.hpp"

namespace certphoto::mouth {

struct MouthClosed {
  static constexpr auto kind = CPH_KIND_CHECK;
  static constexpr auto id = "mouth.closed";
  static constexpr auto summary = "Gap between the inner lips, and whether teeth are seen";
  static constexpr auto threading = CPH_INSTANCE_PARALLEL;
  static constexpr auto needs = cph::list(cph::fact::kFaceMesh, cph::fact::kMouthPatch);
  static constexpr auto kThresholds =
      cph::list("gap_review_ratio", "gap_max_ratio", "teeth_review_probability", "teeth_max_probability");
  static constexpr std::array rules{cph::rule("mouth.closed", kThresholds)};
  static constexpr std::array notes{
      cph::note("teeth", "露出了牙齿，请闭上嘴唇", "teeth are showing; close your lips"),
      cph::note("maybe_teeth", "好像露出了牙齿，需要人工确认", "teeth seem to show; a person will look"),
      cph::note("open", "嘴没有闭上", "your mouth is open"),
      cph::note("maybe_open", "嘴好像没有完全闭上，需要人工确认",
                "your mouth seems not quite closed; a person will look"),
      cph::note("closed", "嘴唇闭合，没有露齿", "lips closed, no teeth showing"),
  };
  void run(cph::Call& call) const;
};

// The gap that counts. Full lips lead the mesh to see a gap of up to 0.09 in closed mouths (london,
// congress), so where the mouth does not look open, the mesh's gap counts two thirds.
[[nodiscard]] double trusted_gap(double gap, double teeth);

}  // namespace certphoto::mouth

#endif
