// The turn between two sets of points in space.
#ifndef CERTPHOTO_PLUGINS_FACE_RIGID_FIT_H
#define CERTPHOTO_PLUGINS_FACE_RIGID_FIT_H

#include <array>
#include <span>

namespace certphoto::face {

using Vector3 = std::array<double, 3>;
using Matrix3 = std::array<Vector3, 3>;  // rows

// The rotation R for which s R from + t is closest to `to` in the weighted least-squares sense, over scale s
// and shift t too. Horn, "Closed-form solution of absolute orientation using unit quaternions", J. Opt. Soc.
// Am. A 4 (1987). Same number of points in all three; weights not negative, at least three points not on one
// line with weight.
[[nodiscard]] Matrix3 fit_rotation(std::span<const Vector3> from, std::span<const Vector3> to,
                                   std::span<const double> weights);

}  // namespace certphoto::face

#endif
