#include "layout/bleed.h"

#include <limits>

namespace certphoto::print {
namespace {

// Growth of one side: half the distance to the nearest cell that lies `ahead` of it in a band as wide as the
// cell with its bleed.
Micrometres Growth(Micrometres bleed, Micrometres room, std::span<const Micrometres> ahead) {
  Micrometres growth = std::min(bleed, std::max<Micrometres>(room, 0));
  for (const auto distance : ahead) growth = std::min(growth, distance / 2);
  return growth;
}

}  // namespace

std::vector<Rect> PlanBleed(std::span<const Cell> cells, const Rect& printable, Micrometres bleed) {
  std::vector<Rect> painted;
  std::vector<Micrometres> left, right, above, below;
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const Rect& a = cells[i].trim;
    left.clear(), right.clear(), above.clear(), below.clear();
    for (std::size_t j = 0; j < cells.size(); ++j) {
      if (i == j) continue;
      const Rect& b = cells[j].trim;
      const Rect near = a.Grown(bleed);
      const bool beside = b.y < near.bottom() && near.y < b.bottom(),
                 over = b.x < near.right() && near.x < b.right();
      if (beside && b.x >= a.right()) right.push_back(b.x - a.right());
      if (beside && b.right() <= a.x) left.push_back(a.x - b.right());
      if (over && b.y >= a.bottom()) below.push_back(b.y - a.bottom());
      if (over && b.bottom() <= a.y) above.push_back(a.y - b.bottom());
    }
    const auto l = Growth(bleed, a.x - printable.x, left),
               r = Growth(bleed, printable.right() - a.right(), right);
    const auto t = Growth(bleed, a.y - printable.y, above),
               u = Growth(bleed, printable.bottom() - a.bottom(), below);
    painted.push_back({a.x - l, a.y - t, a.width + l + r, a.height + t + u});
  }
  return painted;
}

Micrometres CutTolerance(std::span<const Cell> cells, std::span<const Rect> painted) {
  auto least = std::numeric_limits<Micrometres>::max();
  for (std::size_t i = 0; i < cells.size(); ++i) {
    const Rect &t = cells[i].trim, &p = painted[i];
    least = std::min({least, t.x - p.x, t.y - p.y, p.right() - t.right(), p.bottom() - t.bottom()});
  }
  return cells.empty() ? 0 : least;
}

}  // namespace certphoto::print
