#include "border.h"

#include <algorithm>
#include <cmath>
#include <cstdint>

#include "certphoto/sampling.hpp"

namespace certphoto::recapture {

using cph::Point;

namespace {

constexpr int kLongSide =
    240;  // of the reduced picture, px: a paper's edge stays sharp, skin and cloth turn smooth
constexpr int kEdgeLevels = 9;      // change across two pixels, of 255
constexpr double kSteepest = 0.12;  // a line's slope: 7 degrees
constexpr int kSlopes = 12;         // each way
constexpr double kNearest = 0.012;  // of the side: lines closer to the photo's edge are the photo's edge
constexpr double kFarthest = 0.45;  // of the side
constexpr double kLeastSide = 0.4;  // of the photo, width and height of the rectangle
constexpr int kKept = 10;           // lines of each side
constexpr int kApart = 4;           // px between lines kept
constexpr int kBeside = 5;          // px to the lines that a line is compared with
constexpr int kClose = 2;           // px within which a line goes on beyond a corner
constexpr int kBeyond = 8;          // px past a corner that count at least

// Where brightness or a colour changes sharply across the rows (for lines down the picture). One byte a
// pixel.
struct Edges {
  int width = 0, height = 0;
  std::vector<unsigned char> on;

  [[nodiscard]] bool at(int x, int y) const {
    return x >= 0 && y >= 0 && x < width && y < height && on[std::size_t(y * width + x)] != 0;
  }
};

struct Small {
  int width = 0, height = 0;
  std::vector<float> rgb;
  [[nodiscard]] const float* at(int x, int y) const { return &rgb[std::size_t(y * width + x) * 3]; }
};

Edges edges_of(const Small& picture, bool transposed) {
  Edges out;
  out.width = transposed ? picture.height : picture.width;
  out.height = transposed ? picture.width : picture.height;
  out.on.assign(std::size_t(out.width) * std::size_t(out.height), 0);
  const auto pixel = [&](int x, int y) { return transposed ? picture.at(y, x) : picture.at(x, y); };
  for (int y = 1; y + 1 < out.height; ++y)
    for (int x = 1; x + 1 < out.width; ++x) {
      float across = 0, along = 0;
      for (int c = 0; c < 3; ++c) {
        const float a = std::abs(pixel(x + 1, y)[c] - pixel(x - 1, y)[c]);
        if (a <= across) continue;
        across = a;
        along = std::abs(pixel(x, y + 1)[c] - pixel(x, y - 1)[c]);
      }
      out.on[std::size_t(y * out.width + x)] = across > kEdgeLevels && along < 0.5F * across ? 1 : 0;
    }
  return out;
}

// x = middle + slope (y - height / 2), with the number of edge pixels above each y: on it, close to it, and
// on the lines beside it.
struct Line {
  double middle = 0, slope = 0, share = 0;
  std::vector<int> on, close, beside;

  [[nodiscard]] double x(double y, int height) const { return middle + slope * (y - height / 2.0); }
  [[nodiscard]] static double share_of(const std::vector<int>& counts, int from, int to) {
    return to > from ? double(counts[std::size_t(to)] - counts[std::size_t(from)]) / (to - from) : 0;
  }
};

Line trace(const Edges& edges, double middle, double slope) {
  const std::vector<int> none(std::size_t(edges.height) + 1);
  Line line{middle, slope, 0, none, none, none};
  for (int y = 0; y < edges.height; ++y) {
    const int x = int(std::floor(line.x(y + 0.5, edges.height)));
    line.on[std::size_t(y) + 1] = line.on[std::size_t(y)] + (edges.at(x, y) ? 1 : 0);
    bool close = false;
    for (int d = -kClose; d <= kClose; ++d) close = close || edges.at(x + d, y);
    line.close[std::size_t(y) + 1] = line.close[std::size_t(y)] + (close ? 1 : 0);
    line.beside[std::size_t(y) + 1] =
        line.beside[std::size_t(y)] + (edges.at(x - kBeside, y) ? 1 : 0) + (edges.at(x + kBeside, y) ? 1 : 0);
  }
  line.share = Line::share_of(line.on, 0, edges.height);
  return line;
}

// The strongest lines whose middle lies between `from` and `to`, apart from one another.
std::vector<Line> strongest(const Edges& edges, double from, double to) {
  std::vector<Line> found;
  const int middles = std::max(0, int(std::floor(to - from)) + 1);
  static_assert(kLongSide <= 255, "a column of edges is counted in a byte");
  std::vector<std::uint8_t> on(static_cast<std::size_t>(middles));
  for (int k = -kSlopes; k <= kSlopes; ++k) {
    const double slope = kSteepest * k / kSlopes;
    // Row by row for all middles at once: their pixels lie side by side.
    std::fill(on.begin(), on.end(), std::uint8_t{0});
    for (int y = 0; y < edges.height; ++y) {
      const int first = int(std::floor(from + slope * (y + 0.5 - edges.height / 2.0)));
      const int begin = std::max(0, -first), end = std::min(middles, edges.width - first);
      const auto* row = &edges.on[std::size_t(y) * std::size_t(edges.width)];
      for (int i = begin; i < end; ++i) on[std::size_t(i)] += row[first + i];
    }
    for (int i = 0; i < middles; ++i)
      if (on[std::size_t(i)] >= 0.3 * edges.height)
        found.push_back({from + i, slope, double(on[std::size_t(i)]) / edges.height, {}, {}, {}});
  }
  std::sort(found.begin(), found.end(), [](const Line& a, const Line& b) { return a.share > b.share; });
  std::vector<Line> out;
  for (const Line& line : found) {
    if (out.size() >= kKept) break;
    const bool apart = std::all_of(out.begin(), out.end(), [&](const Line& kept) {
      return std::abs(kept.x(0, edges.height) - line.x(0, edges.height)) >= kApart ||
             std::abs(kept.x(edges.height, edges.height) - line.x(edges.height, edges.height)) >= kApart;
    });
    if (apart) out.push_back(trace(edges, line.middle, line.slope));
  }
  return out;
}

// How well the part of a line between two others is seen, and how well it ends there.
double seen(const Line& line, double from, double to) {
  const int length = int(line.on.size()) - 1;
  const int a = std::clamp(int(std::lround(from)), 0, length),
            b = std::clamp(int(std::lround(to)), 0, length);
  const double inside = Line::share_of(line.on, a, b);
  const double beside = Line::share_of(line.beside, a, b) / 2;
  double beyond = 0;
  if (a >= kBeyond) beyond = std::max(beyond, Line::share_of(line.close, 0, a));
  if (length - b >= kBeyond) beyond = std::max(beyond, Line::share_of(line.close, b, length));
  return inside - 0.5 * (beside + beyond);
}

Point crossing(const Line& down, const Line& across, int width, int height) {
  // x = m + s (y - h/2) and y = n + t (x - w/2)
  const double x = (down.middle + down.slope * (across.middle - across.slope * width / 2.0 - height / 2.0)) /
                   (1 - down.slope * across.slope);
  return {x, across.x(x, width)};
}

Small reduced(const cph::ImageView& photo, double& scale) {
  scale = std::max(1.0, double(std::max(photo.width(), photo.height())) / kLongSide);
  Small out;
  out.width = std::max(1, int(photo.width() / scale));
  out.height = std::max(1, int(photo.height() / scale));
  out.rgb.resize(std::size_t(out.width) * std::size_t(out.height) * 3);
  cph::sample(photo, {scale, 0, 0, 0, scale, 0}, out.width, out.height, {}, out.rgb);
  return out;
}

}  // namespace

Border find_border(const cph::ImageView& photo) {
  double scale = 1;
  const Small small = reduced(photo, scale);
  const int w = small.width, h = small.height;
  const Edges down = edges_of(small, false), across = edges_of(small, true);
  // The lower side must be in the photo: a door or a window behind a person ends at the shoulders.
  const auto sides = [](const Edges& edges, bool first, bool may_lie_outside) {
    const double near = kNearest * edges.width + 1, far = kFarthest * edges.width;
    auto out = first ? strongest(edges, near, far) : strongest(edges, edges.width - far, edges.width - near);
    if (may_lie_outside) out.push_back({first ? 0.0 : double(edges.width), 0, 0, {}, {}, {}});
    return out;
  };
  const auto left = sides(down, true, true), right = sides(down, false, true);
  const auto top = sides(across, true, true), bottom = sides(across, false, false);
  Border best;
  for (const Line& l : left)
    for (const Line& r : right) {
      if (r.middle - l.middle < kLeastSide * w) continue;
      for (const Line& t : top)
        for (const Line& b : bottom) {
          if (b.middle - t.middle < kLeastSide * h) continue;
          const int outside = int(l.on.empty()) + int(r.on.empty()) + int(t.on.empty());
          if (outside > 1) continue;
          const std::array corner{crossing(l, t, w, h), crossing(r, t, w, h), crossing(r, b, w, h),
                                  crossing(l, b, w, h)};
          double weakest = 1;
          const auto count = [&](const Line& line, double from, double to) {
            if (!line.on.empty()) weakest = std::min(weakest, seen(line, from, to));
          };
          count(l, corner[0].y, corner[3].y);
          count(r, corner[1].y, corner[2].y);
          count(t, corner[0].x, corner[1].x);
          count(b, corner[3].x, corner[2].x);
          if (weakest <= best.strength) continue;
          best.strength = weakest;
          best.corners.clear();
          for (const Point p : corner)
            best.corners.push_back(cph::source_to_image(photo).inverse()({p.x * scale, p.y * scale}));
        }
    }
  return best;
}

}  // namespace certphoto::recapture
