// glasses.tint: no sunglasses and no tinted lenses.
#ifndef CERTPHOTO_PLUGINS_GLASSES_TINT_H
#define CERTPHOTO_PLUGINS_GLASSES_TINT_H

#include "certphoto/facts.hpp"
#include "certphoto/regions.hpp"
#include "look.h"

namespace certphoto::glasses {

// Over both eyes: how much more the label map sees glasses than eyes, -1 (eyes) to 1 (dark lenses). A clear
// lens is labelled as what lies behind it.
[[nodiscard]] double dark_over_eyes(const cph::RegionMap& map, std::span<const float> mesh);

struct Tint {
  static constexpr auto kind = CPH_KIND_CHECK;
  static constexpr auto id = "glasses.tint";
  static constexpr auto summary = "No dark or tinted lenses";
  static constexpr auto threading = CPH_INSTANCE_PARALLEL;
  static constexpr auto needs =
      cph::list(kLook, cph::fact::kFaceMesh, cph::fact::kPersonRegions, cph::fact::kPersonRegionsFrame);
  static constexpr auto kThresholds =
      cph::list("tint_review_score", "tint_max_score", "dark_review_difference", "dark_max_difference");
  static constexpr std::array rules{cph::rule("glasses.tint", kThresholds)};
  static constexpr std::array notes{
      cph::note("lens_tinted", "镜片颜色较深，像墨镜或有色眼镜", "the lenses are dark or tinted"),
      cph::note("lens_maybe_tinted", "镜片好像有颜色，或眼部过暗，需要人工确认",
                "the lenses seem to be tinted, or the eyes lie in the dark; a person will look"),
      cph::note("no_glasses", "没有戴眼镜", "no glasses are worn"),
  };

  void run(cph::Call& call) const;
};

}  // namespace certphoto::glasses

#endif
