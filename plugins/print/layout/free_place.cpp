#include "layout/free_place.h"

#include <set>

namespace certphoto::print {
namespace {

// A place pushed as far down and left as it goes touches the area or something taken at those sides.
std::optional<Rect> Find(const Rect& area, std::span<const Rect> taken, const Size& size) {
  if (size.width > area.width || size.height > area.height) return std::nullopt;
  std::set<Micrometres> lefts{area.x}, bottoms{area.bottom()};
  for (const auto& t : taken) {
    lefts.insert(t.right());
    bottoms.insert(t.y);
  }
  for (auto bottom = bottoms.rbegin(); bottom != bottoms.rend(); ++bottom)
    for (const auto left : lefts) {
      const Rect place{left, *bottom - size.height, size.width, size.height};
      if (!area.Contains(place)) continue;
      if (std::none_of(taken.begin(), taken.end(), [&](const Rect& t) { return t.Overlaps(place); }))
        return place;
    }
  return std::nullopt;
}

}  // namespace

std::optional<FreePlace> FindFreePlace(const Rect& area, std::span<const Rect> taken, const Size& size) {
  if (const auto upright = Find(area, taken, size)) return FreePlace{*upright, false};
  if (const auto turned = Find(area, taken, size.Turned())) return FreePlace{*turned, true};
  return std::nullopt;
}

}  // namespace certphoto::print
