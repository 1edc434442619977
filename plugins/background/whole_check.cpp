#include "whole_check.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "certphoto/colour.hpp"
#include "mats.h"

namespace background {

namespace {

// The network is taken at its word this far inside its outline, in pixels of its mask: its edge is off by up
// to two.
constexpr double kInside = 3;
constexpr int kSure = 230;  // of 255
// CIEDE2000 within which a pixel of the finished JPEG is the paint: twice what coding at quality 60 moves it.
constexpr double kPaint = 6;
// The same in 8-bit levels of any channel: wider than any such colour lies; spares the rest the conversion.
constexpr int kPaintLevels = 40;

bool is_paint(const cv::Vec3b& p, const Paint& paint, const cph::Lab& target, double within = kPaint) {
  if (std::abs(p[0] - paint.r) > kPaintLevels || std::abs(p[1] - paint.g) > kPaintLevels ||
      std::abs(p[2] - paint.b) > kPaintLevels)
    return false;
  return cph::ciede2000(target, cph::lab_of(p[0], p[1], p[2])) <= within;
}

// The part of the network's mask under the page, a pixel of it per pixel of the mask.
cv::Mat mask_of_page(const cv::Mat& mask, const cph::PageGeometry& page, double photo_width,
                     double photo_height) {
  const double across = mask.cols / photo_width, down = mask.rows / photo_height;
  const cv::Size size(std::max(1, int(std::lround(page.width * across))),
                      std::max(1, int(std::lround(page.height * down))));
  const cv::Mat map = (cv::Mat_<double>(2, 3) << page.width * across / size.width, 0, page.x * across, 0,
                       page.height * down / size.height, page.y * down);
  cv::Mat out;
  cv::warpAffine(mask, out, map, size, cv::INTER_LINEAR | cv::WARP_INVERSE_MAP, cv::BORDER_REPLICATE);
  return out;
}

}  // namespace

Bites find_bites(const cv::Mat& page, const cv::Mat& mask, double mask_pixel, const Paint& paint,
                 double limit_px, const SameInCapture& same) {
  // At the mask's size, then enlarged: a thirtieth of the work.
  const double zoom = double(page.cols) / mask.cols;
  const int reach = std::max(1, int(std::lround(kInside * mask_pixel / zoom)));
  cv::Mat sure = mask >= kSure, inside;
  cv::erode(sure, sure, cv::getStructuringElement(cv::MORPH_RECT, {2 * reach + 1, 2 * reach + 1}));
  cv::resize(sure, inside, page.size(), 0, 0, cv::INTER_NEAREST);

  const cph::Lab target = cph::lab_of(paint.r, paint.g, paint.b);
  cv::Mat painted = cv::Mat::zeros(page.size(), CV_8U);
  bool any = false;
  for (int y = 0; y < page.rows; ++y) {
    const auto* p = page.ptr<cv::Vec3b>(y);
    const auto* in = inside.ptr<std::uint8_t>(y);
    auto* out = painted.ptr<std::uint8_t>(y);
    for (int x = 0; x < page.cols; ++x)
      if (in[x] != 0 && is_paint(p[x], paint, target) && !same(x, y)) out[x] = 255, any = true;
  }
  Bites found;
  if (!any) return found;
  cv::Mat labels, stats, centres;
  const int count = cv::connectedComponentsWithStats(painted, labels, stats, centres, 8, CV_32S);
  std::vector<std::pair<int, cv::Rect>> places;
  for (int i = 1; i < count; ++i) {
    const int area = stats.at<int>(i, cv::CC_STAT_AREA);
    found.largest_px = std::max(found.largest_px, double(area));
    if (area >= limit_px)
      places.push_back({area, cv::Rect(stats.at<int>(i, 0), stats.at<int>(i, 1), stats.at<int>(i, 2),
                                       stats.at<int>(i, 3))});
  }
  std::stable_sort(places.begin(), places.end(),
                   [](const auto& a, const auto& b) { return a.first > b.first; });
  for (std::size_t i = 0; i < std::min<std::size_t>(8, places.size()); ++i)
    found.boxes.push_back(places[i].second);
  return found;
}

void WholeCheck::run(cph::Call& call) const {
  const auto finished = call.image(cph::fact::kSourceImage);
  const auto capture = call.image("capture:source.image/1");
  const auto page = cph::PageGeometry::of(call.tensor("capture:photo.geometry/1"));
  cph::Finding f;
  f.rule = "output.whole_person";
  const auto r = call.spec("background.r"), g = call.spec("background.g"), b = call.spec("background.b");
  if (!r || !g || !b) {
    f.verdict = CPH_VERDICT_NOT_APPLICABLE;  // nothing is painted
    return call.report(f);
  }
  if (finished.width() != page.page_width || finished.height() != page.page_height)
    throw cph::Error(CPH_E_ABSENT, "page: the finished file is not of the planned size");
  const Paint paint{static_cast<std::uint8_t>(*r), static_cast<std::uint8_t>(*g),
                    static_cast<std::uint8_t>(*b)};
  const cph::Lab target = cph::lab_of(paint.r, paint.g, paint.b);
  const cv::Mat photo = as_mat(capture), network = as_mat(call.image("capture:person.mask/1"));
  const double width = capture.width() / capture.scale(), height = capture.height() / capture.scale();
  const auto same = [&](int x, int y) {
    const cph::Point at = capture.to_image(page.to_source({x + 0.5, y + 0.5}));
    const int u = std::clamp(int(at.x), 0, photo.cols - 1), v = std::clamp(int(at.y), 0, photo.rows - 1);
    return is_paint(photo.at<cv::Vec3b>(v, u), paint, target, 2 * kPaint);
  };
  const double page_px = double(page.page_width) * page.page_height;
  const double limit = call.threshold(f.rule.c_str(), "bite_review_share");
  const double mask_pixel = std::max(width / network.cols, height / network.rows) * page.scale;
  const Bites bites = find_bites(as_mat(finished), mask_of_page(network, page, width, height), mask_pixel,
                                 paint, limit * page_px, same);
  f.unit = "share";
  f.value = bites.largest_px / page_px;
  f.limit_max = limit;
  f.verdict = bites.boxes.empty() ? CPH_VERDICT_PASS : CPH_VERDICT_REVIEW;
  if (f.verdict == CPH_VERDICT_REVIEW) f.note = "person_bitten";
  for (const auto& box : bites.boxes)
    f.regions.push_back(
        cph::region("bite", {double(box.x), double(box.y), double(box.width), double(box.height)}));
  call.report(f);
}

}  // namespace background
