// Whether a mouth shows teeth.
#ifndef CERTPHOTO_PLUGINS_MOUTH_TEETH_H
#define CERTPHOTO_PLUGINS_MOUTH_TEETH_H

#include <array>
#include <span>

namespace certphoto::mouth {

// 16 rows x 8 columns x (L*, a*, b*): brightness and colour against the mouth's own mean, halves folded
// together.
inline constexpr std::size_t kTeethFeatures = 384;
[[nodiscard]] std::array<double, kTeethFeatures> teeth_features(std::span<const float> patch);

// Probability that teeth are seen, from mouth.patch/1; a logistic regression (docs/models/face-heads.md).
[[nodiscard]] double teeth_probability(std::span<const float> patch);

}  // namespace certphoto::mouth

#endif
