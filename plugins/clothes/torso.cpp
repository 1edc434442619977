#include "torso.h"

#include <algorithm>
#include <cmath>

namespace certphoto::clothes {

using cph::Point;

namespace {

constexpr double kSurely = 0.7;  // probability

struct Cell {
  int x, y;
  Point image;  // px of the photo's picture
  bool inside;
};

template <class Use>
void each_cell(const cph::RegionMap& map, const cph::ImageView& photo, Use&& use) {
  for (int y = 0; y < cph::kRegionsSide; ++y)
    for (int x = 0; x < cph::kRegionsSide; ++x) {
      const Point source = map.to_source()({x + 0.5, y + 0.5});
      const Point at = photo.to_image(source);
      use(Cell{x, y, at, at.x >= 0 && at.y >= 0 && at.x < photo.width() && at.y < photo.height()});
    }
}

double median(std::vector<double>& values) {
  const auto middle = values.begin() + std::ptrdiff_t(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

}  // namespace

std::optional<cph::Lab> clothes_colour(const cph::RegionMap& map, const cph::ImageView& photo,
                                       int least_cells) {
  std::vector<double> l, a, b;
  each_cell(map, photo, [&](const Cell& c) {
    if (!c.inside || map.at(c.x, c.y, cph::region_bit(cph::kClothes)) < kSurely) return;
    const auto* p = photo.at(static_cast<int>(c.image.x), static_cast<int>(c.image.y));
    const auto lab = photo.channels() == 1 ? cph::lab_of(p[0], p[0], p[0]) : cph::lab_of(p[0], p[1], p[2]);
    l.push_back(lab.L);
    a.push_back(lab.a);
    b.push_back(lab.b);
  });
  if (int(l.size()) < least_cells) return std::nullopt;
  return cph::Lab{median(l), median(a), median(b)};
}

}  // namespace certphoto::clothes
