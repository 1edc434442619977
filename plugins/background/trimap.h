// Prior, trimap and colour layers of the working picture.
#ifndef CERTPHOTO_BACKGROUND_TRIMAP_H
#define CERTPHOTO_BACKGROUND_TRIMAP_H

#include <opencv2/core.hpp>
#include <optional>

#include "band.h"
#include "matte.h"
#include "wall.h"

namespace background {

// Distances of the working picture that depend on how large the person is in it, in working px.
struct Reach {
  double edge = 8;      // how far the network's edge may be off
  double hair_out = 8;  // how far hair may stand off the network's edge
  double hair_in = 8;   // how deep wall may show through hair
  int guided = 3;       // of the windows in which the mask is pulled onto the edges
  cv::Rect hair;        // where hair may be; empty: nowhere known
  int body = 0;         // row of the mouth, from which on there is body beside the face; 0: no face known
  cv::Rect loops;       // where wall may show through it: not as low as the shoulders

  // Side of the surroundings of a place that its colours are judged by.
  [[nodiscard]] int window() const { return 2 * static_cast<int>(1.5 * edge) + 1; }

  // `mask_step`: working px per pixel of the mask. `face`: in working px.
  [[nodiscard]] static Reach of(cv::Size picture, double mask_step, const std::optional<Face>& face);
};

// The wall's colour and variance at every pixel of `picture`, from its field: CV_32FC4.
[[nodiscard]] cv::Mat field_colour(const cv::Mat& picture, const Wall& wall);

// CV_8U: non-zero where a pixel is surely wall, from the mask (CV_32F) alone. Used to fit the wall.
[[nodiscard]] cv::Mat surely_wall(const cv::Mat& raw, const Reach& reach);

// The band of the working picture. `raw`: the mask as it came; in the band it is pulled onto the edges.
// `wall_colour`: field_colour of a plain wall, or empty; its pixels become the band's and change.
[[nodiscard]] Band make_band(const cv::Mat& picture, const cv::Mat& raw, cv::Mat wall_colour,
                             const Reach& reach);

// Once alpha is known: colours of person and wall from nearer by, alpha as the prior, and the band narrowed
// to what is still between.
void tighten(const cv::Mat& picture, const cv::Mat& alpha, const Reach& reach, Band& band);

}  // namespace background

#endif
