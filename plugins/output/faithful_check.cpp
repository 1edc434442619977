#include "faithful_check.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "coding.h"
#include "jpeg_markers.h"
#include "page_reference.h"

namespace certphoto::output {
namespace {

// Opaque enough that no background was painted into the pixel.
constexpr int kOpaque = 250;
// The reach of the 11x11 window, so that none looks at repainted hair edges.
constexpr int kWindowReach = 5;

cv::Mat Luma(const cv::Mat& rgb) {
  cv::Mat grey;
  cv::cvtColor(rgb, grey, cv::COLOR_RGB2GRAY);
  return grey;
}

// The face on the page: from the hair to a little below the chin, cheek to cheek and a little more.
cv::Rect FaceArea(const cph::HeadOutline& head, const cph::PageGeometry& page) {
  const double width = head.face_width(), height = head.chin.y - head.crown.y;
  const double middle = cph::head_centre_x(head);
  const cv::Rect area(
      cv::Point(int(std::floor(middle - 0.6 * width)), int(std::floor(head.crown.y))),
      cv::Point(int(std::ceil(middle + 0.6 * width)), int(std::ceil(head.chin.y + 0.05 * height))));
  const cv::Rect whole(0, 0, page.page_width, page.page_height);
  const cv::Rect inside = area & whole;
  constexpr int kBlock = 8;  // JPEG's: the expected face is coded on the same grid
  return cv::Rect(cv::Point(inside.x / kBlock * kBlock, inside.y / kBlock * kBlock), inside.br()) & whole;
}

}  // namespace

Similarity StructuralSimilarity(const cv::Mat& a, const cv::Mat& b, const cv::Mat& mask) {
  constexpr double kC1 = (0.01 * 255) * (0.01 * 255), kC2 = (0.03 * 255) * (0.03 * 255);
  const auto blur = [](const cv::Mat& m) {
    cv::Mat out;
    cv::GaussianBlur(m, out, {11, 11}, 1.5, 1.5, cv::BORDER_REFLECT);
    return out;
  };
  const cv::Mat mean_a = blur(a), mean_b = blur(b);
  const cv::Mat aa = mean_a.mul(mean_a), bb = mean_b.mul(mean_b), ab = mean_a.mul(mean_b);
  const cv::Mat var_a = blur(a.mul(a)) - aa, var_b = blur(b.mul(b)) - bb, covariance = blur(a.mul(b)) - ab;
  const cv::Mat above = (2 * ab + kC1).mul(2 * covariance + kC2);
  const cv::Mat below = (aa + bb + kC1).mul(var_a + var_b + kC2);
  Similarity out;
  cv::divide(above, below, out.map);
  out.mean = cv::mean(out.map, mask)[0];
  return out;
}

std::optional<FaithfulResult> CompareFaces(const cv::Mat& finished, const cv::Mat& expected,
                                           const cv::Mat& opaque, double enough) {
  cv::Mat a, b, mask;
  finished.convertTo(a, CV_32F);
  expected.convertTo(b, CV_32F);
  cv::threshold(opaque, mask, kOpaque - 1, 255, cv::THRESH_BINARY);
  cv::erode(mask, mask,
            cv::getStructuringElement(cv::MORPH_RECT, {2 * kWindowReach + 1, 2 * kWindowReach + 1}), {-1, -1},
            1, cv::BORDER_CONSTANT, cv::Scalar(255));
  if (cv::countNonZero(mask) == 0) return std::nullopt;

  const auto straight = StructuralSimilarity(a, b, mask);
  FaithfulResult result;
  result.similarity = straight.mean;
  if (result.similarity < enough) {
    cv::Mat flipped, flipped_mask;
    cv::flip(b, flipped, 1);
    cv::flip(mask, flipped_mask, 1);
    cv::bitwise_and(mask, flipped_mask, flipped_mask);
    result.mirrored = cv::countNonZero(flipped_mask) > 0 &&
                      StructuralSimilarity(a, flipped, flipped_mask).mean > result.similarity;
  }
  cv::Point where;
  cv::minMaxLoc(straight.map, nullptr, nullptr, &where, nullptr, mask);
  result.least_similar =
      cv::Rect(where.x - kWindowReach, where.y - kWindowReach, 2 * kWindowReach + 1, 2 * kWindowReach + 1) &
      cv::Rect(0, 0, finished.cols, finished.rows);
  return result;
}

void OutputFaithful::run(cph::Call& call) const {
  const auto finished = call.image(cph::fact::kSourceImage);
  const auto page = cph::PageGeometry::of(call.tensor("capture:photo.geometry/1"));
  RequireSamePage(finished, page);
  const auto head = page.to_page(cph::HeadOutline::of(call.tensor("capture:head.outline/1")));
  const auto area = FaceArea(head, page);
  cph::Finding finding;
  finding.rule = "output.faithful";
  finding.unit = "ssim";
  finding.limit_min = call.threshold("output.faithful", "ssim_min");
  std::optional<FaithfulResult> result;
  if (area.width > 2 * kWindowReach && area.height > 2 * kWindowReach) {
    const auto under = [&](const char* fact) {
      return UnderPage(call.image(fact), page, area, area.width, area.height);
    };
    // The expected face goes through the coding of the finished file, so that what is left to differ is what
    // was done to it: untouched faces in the 14 to 20 kB files of cn.id2 are only 0.94 to 0.96 like their
    // source.
    cv::Mat expected = Luma(under("capture:source.image/1"));
    if (const auto file = ReadJpegMarkers(call.tensor(cph::fact::kSourceFile).values<std::uint8_t>());
        file.quality > 0)
      expected = ThroughJpeg(expected, file.quality);
    result = CompareFaces(Luma(Wrap(finished)(area)), expected, under("capture:person.matte/1"),
                          finding.limit_min);
  }
  if (!result) {
    finding.verdict = CPH_VERDICT_INCONCLUSIVE;
    finding.note = "no_face_area";
    call.report(finding);
    return;
  }
  finding.value = result->similarity;
  const bool same = result->similarity >= finding.limit_min;
  finding.verdict = same ? CPH_VERDICT_PASS : CPH_VERDICT_FAIL;
  if (!same) {
    finding.note = result->mirrored ? "mirrored" : "changed";
    const cv::Rect shown = result->mirrored ? area : result->least_similar + area.tl();
    finding.regions = {
        cph::region(result->mirrored ? "face" : "least_similar",
                    {double(shown.x), double(shown.y), double(shown.width), double(shown.height)})};
  }
  call.report(finding);
}

}  // namespace certphoto::output
