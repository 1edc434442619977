// output.faithful: the face on the finished file is the face of the photo: not mirrored, not turned, not
// retouched.
#ifndef CERTPHOTO_OUTPUT_FAITHFUL_CHECK_H
#define CERTPHOTO_OUTPUT_FAITHFUL_CHECK_H

#include <opencv2/core.hpp>

#include "certphoto/facts.hpp"

namespace certphoto::output {

// Structural similarity (Wang et al., "Image quality assessment", IEEE Trans. Image Processing 13, 2004):
// 11x11 Gaussian of 1.5, K1 0.01, K2 0.03.
struct Similarity {
  double mean = 0;  // over the mask; 1 is identical
  cv::Mat map;      // CV_32F, at each pixel
};
// `a`, `b`: CV_32F luma 0..255 of one size; `mask`: CV_8U, at least one pixel not zero.
[[nodiscard]] Similarity StructuralSimilarity(const cv::Mat& a, const cv::Mat& b, const cv::Mat& mask);

struct FaithfulResult {
  double similarity = 0;
  bool mirrored = false;   // more like the mirror image of what was expected
  cv::Rect least_similar;  // in pixels of the area
};
// `finished`, `expected`: luma of the same area of the page; `opaque`: opacity of the person there; all
// CV_8U. The mirror image is tried only where the similarity is below `enough`. Empty: no opaque pixel to
// compare.
[[nodiscard]] std::optional<FaithfulResult> CompareFaces(const cv::Mat& finished, const cv::Mat& expected,
                                                         const cv::Mat& opaque, double enough);

struct OutputFaithful {
  static constexpr auto kind = CPH_KIND_CHECK;
  static constexpr auto id = "output.faithful";
  static constexpr auto summary =
      "Similarity of the finished face to the photo's: no mirror, no turn, no retouching";
  static constexpr auto threading = CPH_INSTANCE_PARALLEL;
  static constexpr auto needs =
      cph::list(cph::fact::kSourceImage, cph::fact::kSourceFile, "capture:source.image/1",
                "capture:photo.geometry/1", "capture:person.matte/1", "capture:head.outline/1");
  static constexpr auto kThresholds = cph::list("ssim_min");
  static constexpr auto rules = std::array{cph::rule("output.faithful", kThresholds)};
  static constexpr auto notes = std::array{
      cph::note("mirrored", "成品是原照片的镜像", "the finished photo is a mirror image of the original"),
      cph::note(
          "changed", "成品面部与原照片不一致（相似度 {value}，要求至少 {limit_min}）",
          "the face differs from the original photo (similarity {value}, at least {limit_min} is asked for)"),
      cph::note("no_face_area", "找不到可比较的面部区域", "no part of the face can be compared"),
  };

  void run(cph::Call& call) const;
};

}  // namespace certphoto::output

#endif
