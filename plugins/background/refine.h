// What the refining network (person.refiner) is given and what its answer means. The network runs in the
// host.
#ifndef CERTPHOTO_BACKGROUND_REFINE_H
#define CERTPHOTO_BACKGROUND_REFINE_H

#include <opencv2/core.hpp>
#include <span>

namespace background {

inline constexpr int kRefinerSide = 384;
inline constexpr int kRefinerHalf = kRefinerSide / 2;
inline constexpr int kRefinerInputs = 16;
inline constexpr int kRefinerOutputs = 4;

// Writes the network's input, [16, 192, 192] (configs/models.yaml says which channel is what), into `folded`
// and returns the mask's logit, CV_32F 384x384. `picture`: CV_8UC3 of any size, `mask`: CV_8U of any size,
// both over the whole photo.
[[nodiscard]] cv::Mat fold(const cv::Mat& picture, const cv::Mat& mask, std::span<float> folded);

// The refined mask, CV_32F 384x384, 0..1. `delta`: the network's answer, [4, 192, 192].
[[nodiscard]] cv::Mat unfold(const cv::Mat& logit, std::span<const float> delta);

}  // namespace background

#endif
