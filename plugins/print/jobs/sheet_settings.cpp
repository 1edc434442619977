#include "jobs/sheet_settings.h"

#include <cmath>
#include <stdexcept>

namespace certphoto::print {
namespace {

// White above and below the lines: the accuracy of a cut by hand (standards.md 4.2 reckons with bands of 3 to 4 mm).
constexpr Micrometres kBandMargin = 600;
// Lines of Chinese type need a little more than their size.
constexpr double kLeading = 1.15;

}  // namespace

Micrometres LinePitch(double size_pt) { return std::llround(size_pt * 25400 / 72 * kLeading); }

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
    throw std::invalid_argument("a caption inside the photo needs a window that leaves " + std::to_string(ToMm(height)) +
                                " mm of white under the picture");
  if (fits && captions.place != CaptionPlace::kBelow) {
    shape.caption = {0, size.photo.height - white, size.photo.width, white};
  } else {
    shape.caption = {0, size.photo.height, size.photo.width, height};
    shape.cell.height += height;
  }
  return shape;
}

}  // namespace certphoto::print
