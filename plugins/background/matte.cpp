#include "matte.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <utility>

#include "band.h"
#include "body.h"
#include "closer.h"
#include "doubt.h"
#include "mats.h"
#include "pieces.h"
#include "trimap.h"

namespace background {

namespace {

// Keeps the part of the matte that hangs together with the person; the rest is somebody or something else.
void keep_person(const std::optional<Face>& face, int factor, cv::Mat& alpha, std::vector<Doubt>& doubts) {
  const auto [runs, pieces] = find_pieces(alpha, 0.2F);
  if (pieces.size() <= 1) return;
  std::size_t person = 0;
  for (std::size_t i = 1; i < pieces.size(); ++i)
    if (pieces[i].area > pieces[person].area) person = i;
  if (face) {
    const cv::Point centre((face->box.tl() + face->box.br()) * 0.5);
    for (const auto& run : runs)
      if (run.y == centre.y && run.from <= centre.x && centre.x < run.to) person = run.piece;
  }
  for (std::size_t i = 0; i < pieces.size(); ++i) {
    const auto& [box, area] = pieces[i];
    if (i == person || area < 0.002 * double(alpha.total())) continue;
    doubts.push_back({cv::Rect(box.x * factor, box.y * factor, box.width * factor, box.height * factor),
                      DoubtKind::kOtherObject});
  }
  for (const auto& run : runs)
    if (run.piece != person) alpha.row(run.y).colRange(run.from, run.to).setTo(0);
}

// The second look at the head, taken into `raw` where it pays.
void look_closer(const MatteInput& input, const cv::Mat& wall_colour, const Reach& reach, cv::Mat& raw) {
  if (!input.look_closer) return;
  const cv::Rect window = head_window(raw);
  if (window.empty() || !colour_is_silent(input.working.picture, raw, wall_colour, window, reach)) return;
  const int factor = input.working.factor;
  const cv::Rect part = cv::Rect(window.tl() * factor, window.br() * factor) &
                        cv::Rect(0, 0, input.photo.cols, input.photo.rows);
  take_in(input.look_closer(part), window, raw);
}

}  // namespace

Working working_picture(const cv::Mat& photo) {
  const int longest = std::max(photo.cols, photo.rows);
  const int factor = std::max(1, (longest + kWorkingSide - 1) / kWorkingSide);
  return working_picture(shrink(photo, factor), factor, photo.size());
}

Working working_picture(const cv::Mat& small, int factor, cv::Size photo) {
  return {small, factor, {double(photo.width) / factor, double(photo.height) / factor}};
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
  cv::Mat wall_colour = report.wall.plain() ? field_colour(picture, report.wall) : cv::Mat();
  look_closer(input, wall_colour, reach, raw);
  if (!input.network.empty()) {
    cv::Mat network;
    cv::resize(input.network, network, picture.size(), 0, 0, cv::INTER_LINEAR);
    network.convertTo(network, CV_32F, 1 / 255.0);
    raw = whole_body(picture, raw, network, wall_colour, reach);
  }

  Band band = make_band(picture, raw, std::move(wall_colour), reach);
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
  tighten(picture, alpha, reach, band);
  solve_full(input.photo, factor, band, matte);
  alpha.convertTo(report.coarse, CV_8U, 255);
  return report;
}

}  // namespace background
