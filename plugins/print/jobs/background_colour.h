// The colour behind a person, from the finished photo itself.
#ifndef CERTPHOTO_PRINT_JOBS_BACKGROUND_COLOUR_H
#define CERTPHOTO_PRINT_JOBS_BACKGROUND_COLOUR_H

#include "drawing/ink.h"
#include "jobs/pictures.h"

namespace certphoto::print {

// Median of each channel along the upper edge and the upper thirds of the sides, where a portrait shows
// nothing else.
[[nodiscard]] Rgb BackgroundOf(const Pixels& picture);

// So near to white that its edge on white paper cannot be seen: CIEDE2000 to white below 10. The lightest
// ground of our specs that is not white (grey 240) is 3.4 away from it, the lightest coloured one (100, 197,
// 255) 26.
[[nodiscard]] bool LooksLikePaper(const Rgb& colour);

}  // namespace certphoto::print

#endif
