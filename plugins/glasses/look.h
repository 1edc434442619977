// glasses.look: how likely glasses are worn, and tinted, from the learned heads on the strip over the eyes.
#ifndef CERTPHOTO_PLUGINS_GLASSES_LOOK_H
#define CERTPHOTO_PLUGINS_GLASSES_LOOK_H

#include "certphoto/facts.hpp"

namespace certphoto::glasses {

// f32 [4]: probability that glasses are worn, probability that their lenses are dark or tinted, then the same
// two before the logistic curve (log odds).
inline constexpr auto kLook = "glasses.look/1";

// For the checks that speak about glasses only if there are some: the default limits of the rule
// glasses.present.
inline constexpr double kMaybeWorn = 0.3;
inline constexpr double kSurelyWorn = 0.7;

struct LookValues {
  double worn = 0, tinted = 0;

  static LookValues of(const cph::Call& call) {
    const auto v = call.tensor(kLook).values<float>();
    return {v[0], v[1]};
  }
};

struct Look {
  static constexpr auto kind = CPH_KIND_ANALYZER;
  static constexpr auto id = "glasses.look";
  static constexpr auto summary = "How likely glasses are worn and their lenses tinted";
  static constexpr auto threading = CPH_INSTANCE_PARALLEL;
  static constexpr auto needs = cph::list(cph::fact::kSourceImage, cph::fact::kFaceMesh);
  static constexpr auto gives = cph::list(kLook);

  void run(cph::Call& call) const;
};

}  // namespace certphoto::glasses

#endif
