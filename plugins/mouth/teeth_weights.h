#ifndef CERTPHOTO_PLUGINS_MOUTH_TEETH_WEIGHTS_H
#define CERTPHOTO_PLUGINS_MOUTH_TEETH_WEIGHTS_H
#include <array>
namespace certphoto::mouth {
inline constexpr double kTeethBias = 0;
inline constexpr std::array<float, 384> kTeethWeights{};
}  // namespace certphoto::mouth
#endif
