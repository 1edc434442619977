// Where the cut-out may be wrong.
#ifndef CERTPHOTO_BACKGROUND_DOUBT_H
#define CERTPHOTO_BACKGROUND_DOUBT_H

#include <opencv2/core.hpp>
#include <vector>

#include "band.h"

namespace background {

struct OutlineDoubt {
  double confidence = 1;        // 0..1: the share of the outline that is not in doubt
  std::vector<cv::Rect> boxes;  // doubtful stretches in working px, longest first, at most 8
};

// An outline is in doubt where the mask wavers over many pixels and colour cannot decide instead. `raw`: the
// mask at working size, CV_32F; `mask_step`: working px per pixel of the mask.
[[nodiscard]] OutlineDoubt doubt_outline(const cv::Mat& raw, const Band& band, double mask_step);

}  // namespace background

#endif
