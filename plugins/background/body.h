// Body and ears have no holes that only one of the two networks sees.
#ifndef CERTPHOTO_BACKGROUND_BODY_H
#define CERTPHOTO_BACKGROUND_BODY_H

#include <opencv2/core.hpp>

#include "trimap.h"
#include "wall.h"

namespace background {

// `refined`: the refining network's mask, `network`: the segmentation's own, both CV_32F 0..1 at working
// size. From the mouth down and well inside what the segmentation is sure of, the refined mask is raised to
// the segmentation's wherever the picture does not speak for wall: a pixel that has not the wall's colour, or
// one among cloth that has it (a white shirt before a pale wall, where the refining network takes folds for
// wall). What is left open is a gap that shows the wall between arm and body in clothes of another colour.
// Before a wall that is not plain it also gives way, up and down, far from the segmentation's outline, unless
// the refined mask is sure of the contrary. Above the mouth it is raised otherwise only before a plain wall:
// where the picture is warmer than that wall, as skin is (the hollow of an ear beside dark hair), and in
// closed holes through which nothing of the wall's colour shows (a hair band). `wall_colour`: CV_32FC4 of a
// plain wall, or empty; then what is closed are holes without a way to the wall outside.
[[nodiscard]] cv::Mat whole_body(const cv::Mat& picture, const cv::Mat& refined, const cv::Mat& network,
                                 const cv::Mat& wall_colour, const Reach& reach);

}  // namespace background

#endif
