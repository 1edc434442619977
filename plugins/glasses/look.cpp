#include "look.h"

#include "heads.h"
#include "strip.h"

namespace certphoto::glasses {

void Look::run(cph::Call& call) const {
  const auto features =
      strip_features(call.image(cph::fact::kSourceImage), call.tensor(cph::fact::kFaceMesh).values<float>());
  const double worn = worn_log_odds(features);
  const double tinted = tinted_log_odds(features);
  const std::array values{float(probability(worn)), float(probability(tinted)), float(worn), float(tinted)};
  call.put_values<float>(kLook, {4}, values);
}

}  // namespace certphoto::glasses
