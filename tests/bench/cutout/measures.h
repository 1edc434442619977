// How far a matte, or a recoloured photo, is from the truth.
#ifndef CERTPHOTO_BENCH_CUTOUT_MEASURES_H
#define CERTPHOTO_BENCH_CUTOUT_MEASURES_H

#include <opencv2/core.hpp>

#include "foreground.h"

namespace bench {

struct MatteScore {
  double sad = 0;  // sum of absolute differences of alpha, in thousands (Rhemann et al., CVPR 2009)
  double mse = 0;  // mean square difference of alpha
  double gradient =
      0;  // sum of squared differences of the Gaussian-derivative magnitude (sigma 1.4), in thousands; ibid.
  double iou = 0;           // at alpha 0.5
  double boundary_iou = 0;  // of the bands within 6 px inside each outline (Cheng et al., CVPR 2021)
};

// Both CV_8U of one size.
[[nodiscard]] MatteScore score(const cv::Mat& matte, const cv::Mat& truth);

// Mean CIEDE2000 between two RGB pictures in the edge band: where the true alpha is between 2 and 98 percent,
// and 2 px round it.
[[nodiscard]] double fringe(const cv::Mat& got, const cv::Mat& want, const cv::Mat& truth);

// The true person over `paint`; and the photo blended with `paint` by a matte, nothing estimated.
[[nodiscard]] cv::Mat over(const cv::Mat& colour, const cv::Mat& alpha, const background::Paint& paint);

}  // namespace bench

#endif
