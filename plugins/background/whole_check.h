// output.whole_person: the finished photo shows its painted background only where the person is not.
//
// Independent of the matte that cut the photo: the place of the person is the segmentation network's mask of
// the capture, put onto the page by the plan's geometry, and what is looked for is the paint's own colour in
// the finished file's pixels.
#ifndef CERTPHOTO_BACKGROUND_WHOLE_CHECK_H
#define CERTPHOTO_BACKGROUND_WHOLE_CHECK_H

#include <functional>
#include <opencv2/core.hpp>
#include <vector>

#include "certphoto/bands.hpp"
#include "foreground.h"

namespace background {

struct Bites {
  double largest_px = 0;        // area of the largest place in page px; 0: none
  std::vector<cv::Rect> boxes;  // of those larger than the limit, page px, largest first, at most 8
};

// True where the capture already had the paint's colour under this page pixel: blue cloth before a blue
// background.
using SameInCapture = std::function<bool(int x, int y)>;

// `page`: CV_8UC3, the finished photo. `mask`: CV_8U over the page's area at any size, the segmentation's
// probability x 255. `mask_pixel`: page px per pixel of the network's own mask: within three of them of its
// outline nothing is claimed. `limit_px`: area from which a place is listed.
[[nodiscard]] Bites find_bites(const cv::Mat& page, const cv::Mat& mask, double mask_pixel,
                               const Paint& paint, double limit_px, const SameInCapture& same);

struct WholeCheck {
  static constexpr auto kind = CPH_KIND_CHECK;
  static constexpr auto id = "output.whole_person";
  static constexpr auto summary = "No painted background inside the person on the finished file";
  static constexpr auto threading = CPH_INSTANCE_PARALLEL;
  static constexpr auto needs = cph::list(cph::fact::kSourceImage, "capture:source.image/1",
                                          "capture:person.mask/1", "capture:photo.geometry/1");
  static constexpr auto kThresholds = cph::list("bite_review_share");
  static constexpr std::array rules{cph::rule("output.whole_person", kThresholds)};
  static constexpr std::array notes{cph::note(
      "person_bitten", "成品照片的人像内部露出了背景颜色，请人工确认抠图",
      "The background's colour shows inside the person on the finished photo: check the cut-out by eye")};

  void run(cph::Call& call) const;
};

}  // namespace background

#endif
