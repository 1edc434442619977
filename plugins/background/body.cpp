#include "body.h"

#include <algorithm>
#include <cmath>
#include <opencv2/imgproc.hpp>
#include <vector>

#include "alike.h"
#include "grow.h"
#include "nearest.h"

namespace background {

namespace {

// From here on a network is sure of the person.
constexpr float kSure = 0.9F;
// Before a scene, twice the reach of an edge away from the segmentation's outline, the refining network is
// believed only where it is sure itself: it has learned from composites, on which the segmentation errs more
// than on photos, and wavers over an arm beside a helmet or a curtain beside a head. Where it errs on photos
// so far in, it still gives 0.07 and more to the person (lisa_zoom, the demo's portrait); where it rightly
// opens what the segmentation has closed, 0.04 and less (composites).
constexpr double kDeep = 2.0;
constexpr float kKnown = 0.6F;  // from here on the segmentation knows what a place is, if not how clearly
constexpr float kCertain = 0.02F, kUncertain = 0.12F;
// Of a closed hole, the share that lies well inside what the segmentation is sure of, and that may show the
// wall, for the hole to be a thing and no gap. It shows the wall where the colour is a mix of the wall's and
// that of the person round about, with so much of the wall at least: among strands a pixel is never all wall.
constexpr double kInside = 0.9, kShowsNoWall = 0.1;
constexpr float kSomeWall = 0.2F;
// How much warmer than the wall, in 8-bit levels, skin begins to be and surely is. Grey walls and white
// highlights are within 10 of each other, the ear of `london` 139 is 35 warmer than its wall, half a mix of
// both 17.
constexpr float kWarmFrom = 16.0F;
constexpr float kWarmTo = 30.0F;

// What `refined` calls wall, in pieces. `closed`: whether a piece has no way to the picture's edge; the first
// is the person.
struct WallPieces {
  cv::Mat labels;  // CV_32S
  std::vector<bool> closed;
};

WallPieces wall_pieces(const cv::Mat& refined) {
  WallPieces out;
  cv::Mat stats, centres;
  const int count = cv::connectedComponentsWithStats(refined < 0.5F, out.labels, stats, centres, 4, CV_32S);
  out.closed.assign(std::size_t(count), true);
  for (int i = 1; i < count; ++i) {
    const cv::Rect box(stats.at<int>(i, 0), stats.at<int>(i, 1), stats.at<int>(i, 2), stats.at<int>(i, 3));
    out.closed[std::size_t(i)] =
        box.x > 0 && box.y > 0 && box.br().x < refined.cols && box.br().y < refined.rows;
  }
  return out;
}

// 255 where a piece is chosen, 0 elsewhere.
cv::Mat pixels_of(const cv::Mat& labels, const std::vector<bool>& chosen) {
  cv::Mat out(labels.size(), CV_8U);
  for (int y = 0; y < out.rows; ++y)
    for (int x = 0; x < out.cols; ++x)
      out.at<std::uint8_t>(y, x) = chosen[std::size_t(labels.at<int>(y, x))] ? 255 : 0;
  return out;
}

// Zero on the wall and whatever part of `refined` hangs together with it, 255 on the person and its closed
// holes.
cv::Mat filled(const cv::Mat& refined) {
  const WallPieces pieces = wall_pieces(refined);
  return pixels_of(pieces.labels, pieces.closed);
}

// Closed holes of the refined mask in `solid`, what the segmentation is sure of, through which no wall shows:
// a hair band, a clip.
void whole_things(const cv::Mat& picture, const cv::Mat& network, const cv::Mat& wall_colour,
                  const cv::Mat& solid, const Reach& reach, cv::Mat& refined) {
  const cv::Mat holes = (refined < 0.5F) & solid;
  if (cv::countNonZero(holes) == 0) return;
  const WallPieces pieces = wall_pieces(refined);
  const cv::Mat around = nearest_colour(picture, solid & ~within(holes, reach.edge), holes);
  struct Count {
    int all = 0, sure = 0, wall = 0;
  };
  std::vector<Count> counts(pieces.closed.size());
  for (int y = 0; y < refined.rows; ++y)
    for (int x = 0; x < refined.cols; ++x) {
      Count& c = counts[std::size_t(pieces.labels.at<int>(y, x))];
      ++c.all;
      if (holes.at<std::uint8_t>(y, x) == 0) continue;
      ++c.sure;
      const Mix mix = nearest_mix(picture.ptr<std::uint8_t>(y) + 3 * x, wall_colour.ptr<float>(y) + 4 * x,
                                  around.ptr<float>(y) + 4 * x);
      c.wall += mix.person < 1 - kSomeWall && mix.off < 3 * kAlike * kAlike;
    }
  std::vector<bool> things(counts.size(), false);
  for (std::size_t i = 1; i < counts.size(); ++i)
    things[i] = pieces.closed[i] && counts[i].sure >= kInside * counts[i].all &&
                counts[i].wall <= kShowsNoWall * counts[i].all;
  cv::Mat raised;
  cv::max(refined, network, raised);
  raised.copyTo(refined, within(pixels_of(pieces.labels, things), reach.edge));  // with the hole's soft rim
}

// Red above the mean of green and blue.
template <class T>
float warmth(const T* colour) {
  return float(colour[0]) - 0.5F * (float(colour[1]) + float(colour[2]));
}

// Ears that the refining network takes for gaps between hair and rim.
void whole_ears(const cv::Mat& picture, const cv::Mat& network, const cv::Mat& wall_colour, int bottom,
                cv::Mat& refined) {
  for (int y = 0; y < bottom; ++y) {
    const auto* p = picture.ptr<std::uint8_t>(y);
    const auto* n = network.ptr<float>(y);
    const auto* b = wall_colour.ptr<float>(y);
    auto* o = refined.ptr<float>(y);
    for (int x = 0; x < refined.cols; ++x) {
      if (n[x] <= kSure || n[x] <= o[x]) continue;
      const float skin = (warmth(p + 3 * x) - warmth(b + 4 * x) - kWarmFrom) / (kWarmTo - kWarmFrom);
      o[x] += std::clamp(skin, 0.0F, 1.0F) * (n[x] - o[x]);
    }
  }
}

// How far the segmentation decides, 0..1, where the refining network gives `against` to the other answer.
float unsure(float against) {
  return std::clamp((against - kCertain) / (kUncertain - kCertain), 0.0F, 1.0F);
}

// Before a scene, where no colour speaks for wall or person: far from its outline the segmentation decides.
void settle_depths(const cv::Mat& network, const Reach& reach, cv::Mat& refined) {
  const cv::Mat person = deeper(network > kKnown, kDeep * reach.edge);
  const cv::Mat wall = deeper(network < 1 - kKnown, kDeep * reach.edge);
  for (int y = 0; y < refined.rows; ++y) {
    const auto* n = network.ptr<float>(y);
    const auto* p = person.ptr<std::uint8_t>(y);
    const auto* w = wall.ptr<std::uint8_t>(y);
    auto* o = refined.ptr<float>(y);
    for (int x = 0; x < refined.cols; ++x) {
      if (p[x] != 0)
        o[x] += unsure(o[x]) * std::max(0.0F, n[x] - o[x]);
      else if (w[x] != 0)
        o[x] += unsure(1 - o[x]) * std::min(0.0F, n[x] - o[x]);
    }
  }
}

}  // namespace

cv::Mat whole_body(const cv::Mat& picture, const cv::Mat& refined, const cv::Mat& network,
                   const cv::Mat& wall_colour, const Reach& reach) {
  const int top = std::clamp(reach.body, 0, refined.rows);
  cv::Mat out = refined.clone();
  if (wall_colour.empty())
    settle_depths(network, reach, out);
  else
    whole_ears(picture, network, wall_colour, top, out);
  const cv::Mat solid = deeper(network > kSure, reach.edge);
  if (!wall_colour.empty()) whole_things(picture, network, wall_colour, solid, reach, out);
  if (top == refined.rows) return out;
  cv::Mat closed, alike, share;
  if (wall_colour.empty()) {
    closed = filled(refined);
  } else {
    const auto low = [&](const cv::Mat& m) { return m.rowRange(top, m.rows); };
    alike = looks_like_wall(low(picture), low(wall_colour), 0);
    // Of the cloth round about that both networks know.
    share =
        wall_alike_share(alike, low(solid) & (low(refined) > 0.5F), 2 * static_cast<int>(4 * reach.edge) + 1);
  }
  for (int y = top; y < out.rows; ++y) {
    auto* o = out.ptr<float>(y);
    const auto* n = network.ptr<float>(y);
    const auto* s = solid.ptr<std::uint8_t>(y);
    for (int x = 0; x < out.cols; ++x) {
      if (s[x] == 0 || n[x] <= o[x]) continue;
      const float trust = !closed.empty() ? (closed.at<std::uint8_t>(y, x) != 0 ? 1.0F : 0.0F)
                          : alike.at<std::uint8_t>(y - top, x) == 0 ? 1.0F
                                                                    : ambiguity(share.at<float>(y - top, x));
      o[x] += trust * (n[x] - o[x]);
    }
  }
  return out;
}

}  // namespace background
