#include "nothing_added_check.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>

#include "certphoto/colour.hpp"
#include "page_reference.h"

namespace certphoto::output {
namespace {

// Opacity below which a cell is wall, and above which it is person: the matte's own noise.
constexpr int kWallMost = 2, kPersonLeast = 253;
// Cells that the coding of the person's outline may disturb: one block of 4:2:0 chroma is 16 pixels.
constexpr int kKeepAway_cells = 16 / kCell_px;
// Along the outermost rows and columns: long enough to average coding noise, short enough to fit beside a
// shoulder.
constexpr int kStrip_px = 16;
constexpr std::size_t kMaxRegions = 8;

// Twenty thousand calls a page on sixteen pixels each: cv::mean's preparation would cost more than its work.
cv::Vec3d MeanOf(const cv::Mat& rgb, const cv::Rect& area) {
  int r = 0, g = 0, b = 0;
  for (int y = area.y; y < area.y + area.height; ++y) {
    const auto* p = rgb.ptr<std::uint8_t>(y) + 3 * area.x;
    for (int x = 0; x < area.width; ++x, p += 3) {
      r += p[0];
      g += p[1];
      b += p[2];
    }
  }
  return cv::Vec3d(r, g, b) / area.area();
}

double Difference(const cv::Vec3d& a, const cv::Vec3d& b) {
  return cph::ciede2000(cph::lab_of_mean(a[0], a[1], a[2]), cph::lab_of_mean(b[0], b[1], b[2]));
}

// Within two levels CIEDE2000 stays below 2 for any colour: coding, and not worth the formula on every cell.
bool Near(const cv::Vec3d& a, const cv::Vec3d& b) {
  const cv::Vec3d d = a - b;
  return std::max({std::abs(d[0]), std::abs(d[1]), std::abs(d[2])}) <= 2;
}

class Search {
 public:
  Search(const cv::Mat& finished, const Zones& zones, const cv::Vec3d& background, const MeanColour& photo,
         double limit)
      : finished_(finished),
        zones_(zones),
        background_(background),
        photo_(photo),
        limit_(limit),
        marked_(cv::Mat::zeros(zones.wall.size(), CV_8U)) {}

  Addition Run() {
    for (int y = 0; y < zones_.wall.rows; ++y)
      for (int x = 0; x < zones_.wall.cols; ++x)
        if (zones_.wall.at<std::uint8_t>(y, x) != 0)
          Look({x * kCell_px, y * kCell_px, kCell_px, kCell_px}, true);
    const int right = finished_.cols - 1, bottom = finished_.rows - 1;
    for (int x = 0; x + kStrip_px <= finished_.cols; x += kStrip_px) {
      Edge({x, 0, kStrip_px, 1});
      Edge({x, bottom, kStrip_px, 1});
    }
    for (int y = 0; y + kStrip_px <= finished_.rows; y += kStrip_px) {
      Edge({0, y, 1, kStrip_px});
      Edge({right, y, 1, kStrip_px});
    }
    Collect();
    return found_;
  }

 private:
  void Edge(const cv::Rect& strip) {
    if (All(zones_.wall, strip)) {
      Look(strip, true);
    } else if (All(zones_.person, strip)) {
      Look(strip, false);
    }
  }

  [[nodiscard]] cv::Rect CellsOf(const cv::Rect& area) const {
    const cv::Rect cells(cv::Point(area.x / kCell_px, area.y / kCell_px),
                         cv::Point((area.br().x - 1) / kCell_px + 1, (area.br().y - 1) / kCell_px + 1));
    return cells & cv::Rect(0, 0, zones_.wall.cols, zones_.wall.rows);
  }
  [[nodiscard]] bool All(const cv::Mat& zone, const cv::Rect& area) const {
    const auto cells = CellsOf(area);
    return !cells.empty() && cv::countNonZero(zone(cells)) == cells.area();
  }

  void Look(cv::Rect area, bool may_be_background) {
    area &= cv::Rect(0, 0, finished_.cols, finished_.rows);
    if (area.empty()) return;
    const auto mean = MeanOf(finished_, area);
    if (may_be_background && Near(mean, background_)) return;
    const auto on_photo = photo_(area);
    if (Near(mean, on_photo)) return;
    double difference = Difference(mean, on_photo);
    if (may_be_background) difference = std::min(difference, Difference(mean, background_));
    found_.delta_e = std::max(found_.delta_e, difference);
    if (difference > limit_) marked_(CellsOf(area)).setTo(255);
  }

  void Collect() {
    cv::Mat labels, stats, centres;
    const int count = cv::connectedComponentsWithStats(marked_, labels, stats, centres);
    for (int i = 1; i < count; ++i)
      found_.regions.emplace_back(
          stats.at<int>(i, cv::CC_STAT_LEFT) * kCell_px, stats.at<int>(i, cv::CC_STAT_TOP) * kCell_px,
          stats.at<int>(i, cv::CC_STAT_WIDTH) * kCell_px, stats.at<int>(i, cv::CC_STAT_HEIGHT) * kCell_px);
    std::stable_sort(found_.regions.begin(), found_.regions.end(),
                     [](const cv::Rect& a, const cv::Rect& b) { return a.area() > b.area(); });
    if (found_.regions.size() > kMaxRegions) found_.regions.resize(kMaxRegions);
  }

  const cv::Mat& finished_;
  const Zones& zones_;
  const cv::Vec3d background_;
  const MeanColour& photo_;
  const double limit_;
  cv::Mat marked_;
  Addition found_;
};

}  // namespace

Zones FindZones(const cv::Mat& opacity) {
  const auto shrink = [](cv::Mat zone) {
    const int size = 2 * kKeepAway_cells + 1;
    cv::erode(zone, zone, cv::getStructuringElement(cv::MORPH_RECT, {size, size}), {-1, -1}, 1,
              cv::BORDER_CONSTANT, cv::Scalar(255));
    return zone;
  };
  return {shrink(opacity <= kWallMost), shrink(opacity >= kPersonLeast)};
}

Addition FindAdditions(const cv::Mat& finished, const Zones& zones, const cv::Vec3d& background,
                       const MeanColour& photo, double limit_delta_e) {
  return Search(finished, zones, background, photo, limit_delta_e).Run();
}

void OutputNothingAdded::run(cph::Call& call) const {
  const auto finished = call.image(cph::fact::kSourceImage);
  const auto page = cph::PageGeometry::of(call.tensor("capture:photo.geometry/1"));
  RequireSamePage(finished, page);
  const auto capture = call.image("capture:source.image/1");
  const cv::Rect whole(0, 0, page.page_width, page.page_height);
  const auto zones = FindZones(UnderPage(call.image("capture:person.matte/1"), page, whole,
                                         (page.page_width + kCell_px - 1) / kCell_px,
                                         (page.page_height + kCell_px - 1) / kCell_px));
  cv::Mat expected;  // the whole page, made when first asked for: a clean painted page never asks
  const auto photo = [&](const cv::Rect& area) {
    if (area.width == 1 || area.height == 1)
      return MeanOf(UnderPage(capture, page, area, area.width, area.height), {0, 0, area.width, area.height});
    if (expected.empty()) expected = UnderPage(capture, page, whole, whole.width, whole.height);
    return MeanOf(expected, area);
  };
  const cv::Vec3d background(call.spec("background.r").value_or(255), call.spec("background.g").value_or(255),
                             call.spec("background.b").value_or(255));

  cph::Finding finding;
  finding.rule = "output.nothing_added";
  finding.unit = "dE00";
  finding.limit_max = call.threshold("output.nothing_added", "edge_delta_e_max");
  if (cv::countNonZero(zones.wall) == 0 && cv::countNonZero(zones.person) == 0) {
    finding.verdict = CPH_VERDICT_INCONCLUSIVE;
    finding.note = "no_background";
    call.report(finding);
    return;
  }
  const auto found = FindAdditions(Wrap(finished), zones, background, photo, finding.limit_max);
  finding.value = found.delta_e;
  finding.verdict = found.regions.empty() ? CPH_VERDICT_PASS : CPH_VERDICT_FAIL;
  if (!found.regions.empty()) finding.note = "added";
  for (const auto& r : found.regions)
    finding.regions.push_back(
        cph::region("added", {double(r.x), double(r.y), double(r.width), double(r.height)}));
  call.report(finding);
}

}  // namespace certphoto::output
