// A second look at the head, from nearer by, where colour cannot tell hair from what is behind it.
//
// Both networks see the whole photo, at 256 and 384 px: a strand is less than a pixel there. Before a plain
// wall of another colour the colour solve finds it nevertheless. Before a scene, or a wall of the hair's own
// colour, there are only the networks, and a head that fills their frame shows them twice as much.
#ifndef CERTPHOTO_BACKGROUND_CLOSER_H
#define CERTPHOTO_BACKGROUND_CLOSER_H

#include <opencv2/core.hpp>

#include "trimap.h"

namespace background {

// Head and hair of the person in the mask `raw` (CV_32F, 0..1), in its pixels; empty where there is nobody.
[[nodiscard]] cv::Rect head_window(const cv::Mat& raw);

// Whether the second look pays: the wall is not plain, or the rim of the head has its colour. `picture`:
// CV_8UC3 of the size of `raw`; `wall_colour`: field_colour of a plain wall, or empty; `window`: not empty.
[[nodiscard]] bool colour_is_silent(const cv::Mat& picture, const cv::Mat& raw, const cv::Mat& wall_colour,
                                    const cv::Rect& window, const Reach& reach);

// Takes the mean of both looks' log-odds in `window` of `raw`. `closer`: CV_32F of any size, 0..1, the
// refined mask of that window alone.
void take_in(const cv::Mat& closer, const cv::Rect& window, cv::Mat& raw);

}  // namespace background

#endif
