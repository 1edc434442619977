// From the network's soft mask to the full-size matte.
//
// 1. The photo is shrunk by a whole factor to the *working picture* (longest side at most 512 px,
// kWorkingSide).
// 2. Where colour cannot tell head from wall, the head is looked at once more from nearer by (closer.h).
// 3. The mask is enlarged and pulled onto the picture's edges; what the network is sure of becomes core and
// wall, the rest is
//    the band: narrow round the shoulders, wide round the hair.
// 4. In the band each pixel has a foreground colour F (nearest core), a wall colour B (the wall's colour
// field, or the
//    nearest wall where there is no plain wall) and a prior; alpha minimises
//        |I - alpha F - (1 - alpha) B|^2 / sigma^2  +  (alpha - prior)^2 / tau^2 ,
//    so colour decides where F and B differ by more than the wall's own spread, and the network where they do
//    not.
// 5. The same is done once more at full size, in the band only, with step 4 as the prior.
#ifndef CERTPHOTO_BACKGROUND_MATTE_H
#define CERTPHOTO_BACKGROUND_MATTE_H

#include <functional>
#include <opencv2/core.hpp>
#include <optional>
#include <vector>

#include "wall.h"

namespace background {

// Longest side of the working picture at most, and at least half of it. Twice the network's 256: its mask
// holds no detail beyond, and the band is refined at full size anyway.
inline constexpr int kWorkingSide = 512;

// Where the face is, in pixels of the photo.
struct Face {
  cv::Rect2d box;  // brow to chin, ear to ear
};

// The photo made smaller by a whole factor: what everything but the last step works on.
struct Working {
  cv::Mat picture;    // CV_8UC3; the photo's own pixels where factor is 1
  int factor = 1;     // photo px per working px
  cv::Size2d extent;  // of the photo in working px: less than the picture where its last row or column is
                      // not a whole block
};

[[nodiscard]] Working working_picture(const cv::Mat& photo);

// Of a photo shrunk by `factor` before.
[[nodiscard]] Working working_picture(const cv::Mat& small, int factor, cv::Size photo);

struct MatteInput {
  cv::Mat photo;  // CV_8UC3
  Working working;
  cv::Mat mask;  // CV_32F, any size: probability of person over the whole photo, 0..1, refined
  cv::Mat
      network;  // CV_8U, any size: what the segmentation said before; empty: nothing to hold against `mask`
  std::optional<Face> face;  // of the person
  // The refined mask of a part of the photo alone, CV_32F of any size, 0..1. Called at most once, where
  // colour cannot tell head from wall (closer.h). None: the first look has to do.
  std::function<cv::Mat(const cv::Rect& part)> look_closer;
};

enum class DoubtKind {
  kUnsure =
      1,  // the outline could run elsewhere: person and what is behind look alike, and the network wavers
  kOtherObject = 2,  // something that is not the person was cut away: another person, a hand, a chair's back
};

// A place where the cut-out may be wrong, in pixels of the photo.
struct Doubt {
  cv::Rect box;
  DoubtKind kind;
};

struct MatteReport {
  Wall wall;
  cv::Mat coarse;         // CV_8U, the matte at working size
  double confidence = 0;  // 0..1: 1 - share of the outline that is in doubt
  std::vector<Doubt> doubts;
};

// Writes the matte (0 wall, 255 person) into `matte`, CV_8U of the photo's size, already allocated.
MatteReport solve_matte(const MatteInput& input, cv::Mat& matte);

}  // namespace background

#endif
