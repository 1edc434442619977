// The learned heads: linear, on the features of strip.h. What they were trained on and how well they do:
// docs/models/glasses.md.
#ifndef CERTPHOTO_PLUGINS_GLASSES_HEADS_H
#define CERTPHOTO_PLUGINS_GLASSES_HEADS_H

#include <span>

namespace certphoto::glasses {

// Log odds. Both throw CPH_E_INVALID unless there are kFeatureSize features.
[[nodiscard]] double worn_log_odds(std::span<const float> features);
[[nodiscard]] double tinted_log_odds(std::span<const float> features);

[[nodiscard]] double probability(double log_odds);

}  // namespace certphoto::glasses

#endif
