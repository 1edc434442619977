// glasses.present: whether glasses are worn. Information, and a reason to reject where the spec forbids them.
#ifndef CERTPHOTO_PLUGINS_GLASSES_PRESENCE_H
#define CERTPHOTO_PLUGINS_GLASSES_PRESENCE_H

#include "certphoto/facts.hpp"
#include "look.h"

namespace certphoto::glasses {

struct Present {
  static constexpr auto kind = CPH_KIND_CHECK;
  static constexpr auto id = "glasses.present";
  static constexpr auto summary = "Whether glasses are worn";
  static constexpr auto threading = CPH_INSTANCE_PARALLEL;
  static constexpr auto needs = cph::list(kLook, cph::fact::kFaceMesh);
  static constexpr auto kThresholds = cph::list("presence_review_score", "presence_max_score");
  static constexpr std::array rules{cph::rule("glasses.present", kThresholds)};
  static constexpr std::array notes{
      cph::note("glasses_worn", "照片中戴着眼镜", "glasses are worn"),
      cph::note("glasses_maybe", "照片中好像戴着眼镜，需要人工确认",
                "glasses seem to be worn; a person will look"),
  };

  void run(cph::Call& call) const;
};

}  // namespace certphoto::glasses

#endif
