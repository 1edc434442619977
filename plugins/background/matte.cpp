#include "matte.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "band.h"
#include "body.h"
#include "doubt.h"
#include "guided.h"
#include "mats.h"
#include "trimap.h"

namespace background {

namespace {

// Of the guided filter that pulls the mask onto the picture's edges: best of 2 to 5 mask pixels and 1e-5 to
// 4e-4 on the composites of tests/bench/cutout; all within 0.003 of boundary IoU.
constexpr double kGuidedRadius = 2.5;
constexpr float kGuidedEps = 1e-4F;

// Keeps the part of the matte that hangs together with the person; the rest is somebody or something else.
void keep_person(const std::optional<Face>& face, int factor, cv::Mat& alpha, std::vector<Doubt>& doubts) {
  cv::Mat labels, stats, centres;
  const int count = cv::connectedComponentsWithStats(alpha > 0.2F, labels, stats, centres, 8, CV_32S);
  if (count <= 2) return;
  int person = 1;
  for (int i = 2; i < count; ++i)
    if (stats.at<int>(i, cv::CC_STAT_AREA) > stats.at<int>(person, cv::CC_STAT_AREA)) person = i;
  if (face) {
    const cv::Point2d c = (face->box.tl() + face->box.br()) * 0.5;
    const cv::Rect all(0, 0, alpha.cols, alpha.rows);
    if (all.contains(cv::Point(c))) {
      const int label = labels.at<int>(cv::Point(c));
      if (label != 0) person = label;
    }
  }
  for (int i = 1; i < count; ++i) {
    if (i == person || stats.at<int>(i, cv::CC_STAT_AREA) < 0.002 * double(alpha.total())) continue;
    doubts.push_back({cv::Rect(stats.at<int>(i, 0) * factor, stats.at<int>(i, 1) * factor,
                               stats.at<int>(i, 2) * factor, stats.at<int>(i, 3) * factor),
                      DoubtKind::kOtherObject});
  }
  for (int y = 0; y < alpha.rows; ++y) {
    const auto* l = labels.ptr<int>(y);
    auto* a = alpha.ptr<float>(y);
    for (int x = 0; x < alpha.cols; ++x)
      if (l[x] != 0 && l[x] != person) a[x] = 0;
  }
}

}  // namespace

Working working_picture(const cv::Mat& photo) {
  const int longest = std::max(photo.cols, photo.rows);
  const int factor = std::max(1, (longest + kWorkingSide - 1) / kWorkingSide);
  return {shrink(photo, factor), factor};
}

MatteReport solve_matte(const MatteInput& input, cv::Mat& matte) {
  MatteReport report;
  const int factor = input.working.factor;
  const cv::Mat& picture = input.working.picture;
  std::optional<Face> face = input.face;
  if (face) face->box = cv::Rect2d(face->box.tl() / factor, face->box.br() / factor);
  const double mask_step =
      std::max(double(picture.cols) / input.mask.cols, double(picture.rows) / input.mask.rows);
  const Reach reach = Reach::of(picture.size(), mask_step, face);

  cv::Mat raw;
  cv::resize(input.mask, raw, picture.size(), 0, 0, cv::INTER_LINEAR);
  report.wall = fit_wall(picture, surely_wall(raw, reach));
  if (!input.network.empty()) {
    cv::Mat network;
    cv::resize(input.network, network, picture.size(), 0, 0, cv::INTER_LINEAR);
    network.convertTo(network, CV_32F, 1 / 255.0);
    raw = whole_body(picture, raw, network,
                     report.wall.plain() ? field_colour(picture, report.wall) : cv::Mat(), reach);
  }
  const int radius = std::max(1, int(std::lround(kGuidedRadius * mask_step)));
  cv::Mat prior = guided_filter(picture, raw, radius, 2, kGuidedEps);
  prior = cv::max(0.0, cv::min(prior, 1.0));

  Band band = make_band(picture, raw, prior, report.wall, reach);
  const OutlineDoubt outline = doubt_outline(raw, band, mask_step);
  report.confidence = outline.confidence;
  for (const auto& box : outline.boxes)
    report.doubts.push_back(
        {cv::Rect(box.x * factor, box.y * factor, box.width * factor, box.height * factor) &
             cv::Rect(0, 0, input.photo.cols, input.photo.rows),
         DoubtKind::kUnsure});
  cv::Mat alpha;
  solve_working(picture, band, alpha);
  keep_person(face, factor, alpha, report.doubts);
  tighten(picture, alpha, report.wall, reach, band);
  solve_full(input.photo, factor, band, matte);
  alpha.convertTo(report.coarse, CV_8U, 255);
  return report;
}

}  // namespace background
