// Log odds that an eye is open: bias, per height of the upper lid over T, per log odds of the eye-state
// network, which are kept within the bound. Made by scripts/train/closed_eyes.py; see
// docs/models/face-heads.md.
#ifndef CERTPHOTO_PLUGINS_EYES_CLOSED_WEIGHTS_H
#define CERTPHOTO_PLUGINS_EYES_CLOSED_WEIGHTS_H

namespace certphoto::eyes {

inline constexpr double kOpenBias = -6.494;
inline constexpr double kOpenOfUpper = 203.42;
inline constexpr double kOpenOfOdds = 0.2522;
inline constexpr double kLogOddsBound = 15;

}  // namespace certphoto::eyes

#endif
