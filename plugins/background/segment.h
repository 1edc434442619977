// What the segmenting network (person.segmentation) is given and what its answer means. The network runs in
// the host.
#ifndef CERTPHOTO_BACKGROUND_SEGMENT_H
#define CERTPHOTO_BACKGROUND_SEGMENT_H

#include <opencv2/core.hpp>
#include <span>

namespace background {

inline constexpr int kSegmentSide = 256;

// Writes the network's input, [256, 256, 3], R, G, B of 0..1, into `input`. `extent` of `picture` (CV_8UC3,
// any size), from its first corner on, is stretched to the square: docs/cutout.md has the comparison with
// letterboxing.
void fill_segment_input(const cv::Mat& picture, cv::Size2d extent, std::span<float> input);

// The mask, CV_8U 256x256, written into `mask`. `probability`: the network's answer, [256, 256]; what is no
// number counts as wall.
void read_segment_output(std::span<const float> probability, cv::Mat& mask);

}  // namespace background

#endif
