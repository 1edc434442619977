// face.uncovered: no face mask, no hand, no object before the face.
#ifndef CERTPHOTO_PLUGINS_COVERINGS_UNCOVERED_H
#define CERTPHOTO_PLUGINS_COVERINGS_UNCOVERED_H

#include "certphoto/facts.hpp"
#include "certphoto/regions.hpp"

namespace certphoto::coverings {

struct FaceUncovered {
  static constexpr auto kind = CPH_KIND_CHECK;
  static constexpr auto id = "face.uncovered";
  static constexpr auto summary = "Share of the face below the eyes under a mask, a hand or an object";
  static constexpr auto threading = CPH_INSTANCE_PARALLEL;
  static constexpr auto needs = cph::list(cph::fact::kPersonRegions, cph::fact::kPersonRegionsFrame,
                                          cph::fact::kFaceMesh, cph::fact::kFacePose);
  static constexpr auto kThresholds = cph::list("share_review", "share_max");
  static constexpr std::array rules{cph::rule("face.uncovered", kThresholds)};
  static constexpr std::array notes{
      cph::note("covered", "口罩、手或其他物品遮住了脸", "a mask, a hand or an object hides the face"),
      cph::note("maybe_covered", "脸上好像有遮挡，需要人工确认",
                "something seems to hide part of the face; a person will look"),
      cph::note("free", "脸部没有遮挡", "nothing hides the face"),
  };
  void run(cph::Call& call) const;
};

}  // namespace certphoto::coverings

#endif
