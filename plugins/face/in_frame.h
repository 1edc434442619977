// head.in_frame: the whole head is in the photo as taken, with a margin.
#ifndef CERTPHOTO_PLUGINS_FACE_IN_FRAME_H
#define CERTPHOTO_PLUGINS_FACE_IN_FRAME_H

#include "certphoto/facts.hpp"

namespace certphoto::face {

// How far crown, chin and the sides of the face lie inside the photo, as shares of its height (above, below)
// and width (left, right); negative outside.
struct Margins {
  double above = 0, below = 0, left = 0, right = 0;
};
[[nodiscard]] Margins margins_of(const cph::HeadOutline& head, double width_px, double height_px);

struct HeadInFrame {
  static constexpr auto kind = CPH_KIND_CHECK;
  static constexpr auto id = "head.in_frame";
  static constexpr auto summary = "The whole head, hair included, lies inside the photo as taken";
  static constexpr auto threading = CPH_INSTANCE_PARALLEL;
  static constexpr auto needs = cph::list(cph::fact::kHeadOutline, cph::fact::kSourceInfo);
  static constexpr auto kThresholds = cph::list("capture_margin_min_share");
  static constexpr std::array rules{cph::rule("head.in_frame", kThresholds)};
  static constexpr std::array notes{
      cph::note("crown_cut", "头顶太靠近照片上边，可能没有拍全",
                "the top of your head is cut off or too close to the upper edge"),
      cph::note("chin_cut", "下巴太靠近照片下边，可能没有拍全",
                "your chin is cut off or too close to the lower edge"),
      cph::note("left_cut", "脸太靠近照片左边，可能没有拍全",
                "your face is cut off or too close to the left edge"),
      cph::note("right_cut", "脸太靠近照片右边，可能没有拍全",
                "your face is cut off or too close to the right edge"),
  };
  void run(cph::Call& call) const;
};

}  // namespace certphoto::face

#endif
