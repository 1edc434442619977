// Measurements of a wall, and of a painted background, behind the person.
#ifndef CERTPHOTO_BACKGROUND_WALL_STATS_H
#define CERTPHOTO_BACKGROUND_WALL_STATS_H

#include <array>
#include <opencv2/core.hpp>
#include <vector>

#include "foreground.h"

namespace background {

// The wall of a photo, measured on its working picture.
struct WallStats {
  double wall_share = 0;               // of the picture that is surely wall
  double gradient = 0;                 // mean Sobel magnitude of the luminance, 8-bit levels
  std::array<double, 3> sigma{};       // of R, G, B over the wall as photographed
  std::array<double, 3> sigma_flat{};  // of R, G, B after the smooth part of the light is taken out
  double largest_cluster_share = 0;    // of the wall within kClusterDeltaE of its median colour
  double lightness = 0;                // L* of the wall's median colour
  double objects_share = 0;            // of the wall that is not lit wall
  std::vector<cv::Rect> objects;       // in px of the picture given, largest first, at most 8
  int cell = 4;                        // px of the picture given per cell of `shade`
  // CV_8U, a cell each: kShadeStep x the L* by which the wall is darker than it is lit in general, hue
  // unchanged; kNoWall where there is none.
  cv::Mat shade;
};

inline constexpr int kShadeStep = 4;
inline constexpr std::uint8_t kNoWall = 255;

// CIEDE2000 within which colours of a wall count as one: what a viewer calls the same paint in another light
// (a just noticeable step is 1 to 2).
inline constexpr double kClusterDeltaE = 8;

// `picture`: CV_8UC3, `matte`: CV_8U of its size.
[[nodiscard]] WallStats measure_wall(const cv::Mat& picture, const cv::Mat& matte);

struct Patches {
  double share = 0;             // of the wall
  std::vector<cv::Rect> boxes;  // in cells, largest first, at most 8
};

// Shadows deeper than `delta_l` (L*) in WallStats::shade; specks are left out.
[[nodiscard]] Patches find_shadows(const cv::Mat& shade, double delta_l);

// The background of a finished photo.
struct GroundStats {
  double share = 0;               // of the picture that is background, away from the person
  double delta_e_mean = 0;        // CIEDE2000 to `paint`
  double delta_e_max = 0;         // 99th percentile
  std::array<double, 3> sigma{};  // of R, G, B
  double fringe = 0;  // CIEDE2000 by which the outline strays from every mix of person and paint; 95th
                      // percentile of seams
};

[[nodiscard]] GroundStats measure_ground(const cv::Mat& picture, const cv::Mat& matte, const Paint& paint);

}  // namespace background

#endif
