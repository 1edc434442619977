// Lengths on a sheet. Everything is laid out in whole micrometres: millimetre sizes, inch sizes (25.4 mm) and
// their sums are exact, so "fits exactly" is an integer comparison and never a matter of rounding.
// The sheet's origin is its top left corner, x to the right, y down.
#ifndef CERTPHOTO_PRINT_LAYOUT_GEOMETRY_H
#define CERTPHOTO_PRINT_LAYOUT_GEOMETRY_H

#include <algorithm>
#include <cmath>
#include <compare>
#include <cstdint>

namespace certphoto::print {

using Micrometres = std::int64_t;

[[nodiscard]] inline Micrometres FromMm(double mm) {
  return std::llround(mm * 1000);
}
[[nodiscard]] constexpr double ToMm(Micrometres um) {
  return static_cast<double>(um) / 1000;
}

struct Size {
  Micrometres width = 0, height = 0;
  [[nodiscard]] constexpr Size Turned() const { return {height, width}; }
  auto operator<=>(const Size&) const = default;
};

struct Rect {
  Micrometres x = 0, y = 0, width = 0, height = 0;
  [[nodiscard]] constexpr Micrometres right() const { return x + width; }
  [[nodiscard]] constexpr Micrometres bottom() const { return y + height; }
  [[nodiscard]] constexpr Size size() const { return {width, height}; }
  // Grown by `by` on every side; shrunk when negative.
  [[nodiscard]] constexpr Rect Grown(Micrometres by) const {
    return {x - by, y - by, width + 2 * by, height + 2 * by};
  }
  [[nodiscard]] constexpr Rect Moved(Micrometres dx, Micrometres dy) const {
    return {x + dx, y + dy, width, height};
  }
  [[nodiscard]] constexpr bool Contains(const Rect& o) const {
    return o.x >= x && o.y >= y && o.right() <= right() && o.bottom() <= bottom();
  }
  [[nodiscard]] constexpr bool Overlaps(const Rect& o) const {
    return x < o.right() && o.x < right() && y < o.bottom() && o.y < bottom();
  }
  [[nodiscard]] constexpr Rect Clipped(const Rect& to) const {
    const auto l = std::max(x, to.x), t = std::max(y, to.y);
    return {l, t, std::max<Micrometres>(0, std::min(right(), to.right()) - l),
            std::max<Micrometres>(0, std::min(bottom(), to.bottom()) - t)};
  }
  auto operator<=>(const Rect&) const = default;
};

// One printed photo with all that is cut out with it (a caption band): its trimmed shape on the sheet.
struct Cell {
  Rect trim;
  bool turned = false;  // the photo's top points to the right: turned 90 degrees clockwise
  int size = 0;         // which of the order's sizes
  auto operator<=>(const Cell&) const = default;
};

}  // namespace certphoto::print

#endif
