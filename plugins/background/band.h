// The band between person and wall: which pixels are unknown, and what is known about each.
#ifndef CERTPHOTO_BACKGROUND_BAND_H
#define CERTPHOTO_BACKGROUND_BAND_H

#include <opencv2/core.hpp>

#include "wall.h"

namespace background {

enum Side : std::uint8_t { kWallSide = 0, kUnknown = 128, kPersonSide = 255 };

// CV_32FC(kLayers) at working size, filled where a pixel or one of its neighbours is unknown, anything
// elsewhere: alpha as an affine function of the colour, r R + g G + b B + a0; r, g, b, a0 in this order.
inline constexpr int kLayers = 4;

struct Band {
  cv::Mat side;    // CV_8U at working size, a Side each
  cv::Mat layers;  // CV_32FC(kLayers)
  cv::Mat
      behind;  // CV_32FC4 at working size: the plain wall's R, G, B and variance; empty without a plain wall
  cv::Mat alike;  // CV_8U at working size, non-zero where a pixel has the plain wall's colour; empty without
                  // a plain wall
  cv::Mat mask;   // CV_32F at working size: probability of person
  cv::Mat loops;  // CV_8U, non-zero where the wall may show through hair; empty: nowhere
  cv::Mat glint;  // CV_32F, see find_glints; empty without a plain wall or a face
  cv::Mat could_be_wall;  // the same for anything near that colour, and below the chin for that colour in
                          // any light that cloth may be in
};

// Solves the band of the working picture itself. `alpha`: CV_32F, 0..1.
void solve_working(const cv::Mat& picture, const Band& band, cv::Mat& alpha);

// Solves the band of the photo, `factor` times the size of `band`. `matte`: CV_8U of the photo's size,
// written whole.
void solve_full(const cv::Mat& photo, int factor, const Band& band, cv::Mat& matte);

}  // namespace background

#endif
