// Facts that this plugin defines beside those of certphoto/facts.hpp.
#ifndef CERTPHOTO_BACKGROUND_FACTS_H
#define CERTPHOTO_BACKGROUND_FACTS_H

namespace background {

// RGB8: source.image/1 shrunk by the least whole factor that makes its longer side 512 px or less.
inline constexpr auto kPhotoSmall = "photo.small/1";

// f32 [rows, columns, 4]: the wall's colour field over the whole of source.image/1, reaching under the
// person: R, G, B (0..255) and the root mean square distance of the visible wall to it, in 8-bit levels.
// Cells divide the picture evenly.
inline constexpr auto kWallModel = "background.model/1";

// f32 [n, 5]: places where the cut-out may be wrong: x, y, width, height in source px, kind: 1 the outline is
// unsure, 2 something that is not the person was left out.
inline constexpr auto kMatteDoubts = "person.matte_doubts/1";

// The wall as a background. f64 [10 + 4 n]: share of the picture that is wall; mean Sobel gradient of the
// luminance; greatest channel sigma as photographed, then with the smooth part of the light taken out; share
// of the largest colour cluster; L* of the median; share of the wall covered by things; then three zeros;
// then x, y, width, height of each thing in source px. Image GRAY8: depth of shade in L* x 4 on a coarse grid
// over the whole photo, 255 where there is no wall.
inline constexpr auto kWallStats = "background.stats/1";

}  // namespace background

#endif
