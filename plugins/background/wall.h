// The wall behind the person as a smooth colour field, fitted to what is surely wall.
//
// Works on the working picture (the photo shrunk by a whole factor). A cubic polynomial in x and y takes the
// vignette and the fall-off of the lights; the smoothed residual on top of it takes shadows and corners.
// Cells that fit neither (a strand, a switch, a shelf) are left out of the field and counted. Nothing is
// assumed about the colour.
#ifndef CERTPHOTO_BACKGROUND_WALL_H
#define CERTPHOTO_BACKGROUND_WALL_H

#include <opencv2/core.hpp>

namespace background {

struct Wall {
  // CV_32FC3 (R, G, B, 0..255) on a grid of `cell`-pixel cells of the working picture; reaches under the
  // person.
  cv::Mat field;
  int cell = 4;
  // The polynomial alone, in the same cells: the wall as it would look without shadows and things on it.
  cv::Mat base;
  // Root mean square distance of surely-wall pixels to the field, per channel mean, in the same cells
  // (CV_32F): small on a plain wall, large on a scene.
  cv::Mat spread;
  // Of the cells that are surely wall: how far the polynomial alone misses (median, 8-bit levels) and the
  // share that the whole field explains.
  double roughness = 0;
  double plain_share = 0;
  // Surely-wall cells of the whole grid, 0..1. Below 0.01 there is no wall to speak of and `field` is a
  // guess.
  double seen_share = 0;

  // A wall on which colour alone tells wall from person.
  [[nodiscard]] bool plain() const { return seen_share >= 0.01 && plain_share >= 0.85; }
};

// `picture`: CV_8UC3, the working picture. `sure_wall`: CV_8U of its size, non-zero where a pixel is surely
// wall.
[[nodiscard]] Wall fit_wall(const cv::Mat& picture, const cv::Mat& sure_wall);

}  // namespace background

#endif
