// The person's own colour at the edge: what the camera would have seen without the old wall shining through.
//
// A band pixel is I = alpha F + (1 - alpha) B. F0 and B0 are the smooth colours of the person's core and of
// the wall round it; F is the colour nearest to F0 that explains the pixel:
//     F = F0 + k (I - alpha F0 - (1 - alpha) B0),   k = alpha s_F^2 / (alpha^2 s_F^2 + s_I^2)
// (the one-shot form of Bayesian matting, Chuang et al., CVPR 2001, with alpha given). Where alpha is 255 F
// is I, to the bit.
#ifndef CERTPHOTO_BACKGROUND_FOREGROUND_H
#define CERTPHOTO_BACKGROUND_FOREGROUND_H

#include <opencv2/core.hpp>
#include <optional>
#include <string>

namespace background {

struct Paint {
  std::uint8_t r = 0, g = 0, b = 0;
};

// "#RRGGBB"; empty for anything else.
[[nodiscard]] std::optional<Paint> parse_paint(const std::string& text);

// The person over `paint`. `photo`: CV_8UC3, `matte`: CV_8U of its size, `out`: CV_8UC3 of its size,
// allocated.
void recolour(const cv::Mat& photo, const cv::Mat& matte, const Paint& paint, cv::Mat& out);

// The person alone. `out`: CV_8UC4 of the photo's size, allocated; alpha is the matte, not premultiplied;
// where alpha is 0 the colour is the person's near the edge (so that scaling brings up no dark rim) and black
// elsewhere.
void cut_out(const cv::Mat& photo, const cv::Mat& matte, cv::Mat& out);

}  // namespace background

#endif
