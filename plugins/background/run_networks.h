// The two networks of the cut-out, run in the host.
#ifndef CERTPHOTO_BACKGROUND_RUN_NETWORKS_H
#define CERTPHOTO_BACKGROUND_RUN_NETWORKS_H

#include <opencv2/core.hpp>

#include "certphoto/plugin.hpp"
#include "matte.h"

namespace background {

// Writes the mask that person.segmentation gives of `working` into `mask`, CV_8U 256x256. Throws cph::Error.
void run_segmentation(cph::Call& call, const cph::Model& segmentation, const Working& working, cv::Mat& mask);

// The refined mask, CV_32F 384x384, 0..1. `mask`: CV_8U of any size over the same picture. Throws cph::Error.
[[nodiscard]] cv::Mat run_refiner(cph::Call& call, const cph::Model& refiner, const cv::Mat& picture,
                                  const cv::Mat& mask);

}  // namespace background

#endif
