#include "jobs/sheet_settings.h"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace certphoto::print {
namespace {

// White above and below the lines: the accuracy of a cut by hand (standards.md 4.2 reckons with bands of 3 to
// 4 mm).
constexpr Micrometres kBandMargin = 600;
// Lines of Chinese type need a little more than their size.
constexpr double kLeading = 1.15;

}  // namespace

Micrometres LinePitch(double size_pt) {
  return std::llround(size_pt * 25400 / 72 * kLeading);
}

Micrometres CaptionHeight(const CaptionSettings& captions) {
  if (captions.lines.empty()) return 0;
  if (captions.band > 0) return captions.band;
  return static_cast<Micrometres>(captions.lines.size()) * LinePitch(captions.size_pt) + 2 * kBandMargin;
}

CellShape ShapeOf(const PrintSize& size, const CaptionSettings& captions) {
  CellShape shape{size, size.photo, {}};
  if (captions.lines.empty()) return shape;
  const auto height = CaptionHeight(captions);
  const auto white = size.window ? (size.photo.height - size.window->height) / 2 : 0;
  const bool fits = white >= height;
  if (captions.place == CaptionPlace::kInside && !fits)
    throw std::invalid_argument("a caption inside the photo needs a window that leaves " +
                                std::to_string(ToMm(height)) + " mm of white under the picture");
  // The white under a window counts, unless the text has to stand below the photo proper.
  const auto used = captions.place == CaptionPlace::kBelow ? 0 : white;
  const auto band = std::max<Micrometres>(height - used, 0);
  shape.caption = {0, size.photo.height - used, size.photo.width, used + band};
  shape.cell.height += band;
  return shape;
}

}  // namespace certphoto::print
