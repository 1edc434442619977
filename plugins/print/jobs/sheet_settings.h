// How the sheets of a job look. Immutable; made from an operation's parameters (ops/sheet_params.h).
#ifndef CERTPHOTO_PRINT_JOBS_SHEET_SETTINGS_H
#define CERTPHOTO_PRINT_JOBS_SHEET_SETTINGS_H

#include <optional>
#include <string>
#include <vector>

#include "jobs/caption_template.h"
#include "jobs/imposition.h"
#include "layout/marks.h"
#include "raster/device.h"

namespace certphoto::print {

enum class Keyline { kAuto, kOn, kOff };
enum class CaptionPlace { kAuto, kBelow, kInside };

// A printed size as ordered.
struct PrintSize {
  Size photo;                  // the paper photo, upright
  std::optional<Size> window;  // the part of it that carries the picture
  auto operator<=>(const PrintSize&) const = default;
};

// A printed size with its place for text: what is cut out.
struct CellShape {
  PrintSize size;
  Size cell;     // upright
  Rect caption;  // where its lines go, upright; empty: nowhere
};

struct CaptionSettings {
  std::vector<CaptionTemplate> lines;  // printed under the photo
  std::vector<CaptionTemplate> back;   // printed on its back
  CaptionPlace place = CaptionPlace::kAuto;
  Micrometres band = 0;  // height of the text under the photo; 0: what the lines need
  double size_pt = 6.5, min_size_pt = 4.5;
  std::string font;
};

struct SheetSettings {
  Device device;
  Micrometres margin = 0, gap = 0, bleed = 0;
  Turning turning = Turning::kAuto;
  MarkStyle marks = MarkStyle::kCrop;
  Micrometres mark_width = 0;
  Keyline keyline = Keyline::kAuto;
  CaptionSettings captions;
  std::string job, batch;
  bool sheet_code = false;
  Micrometres code_side = 0;  // of the modules

  [[nodiscard]] Rect Paper() const { return {0, 0, device.paper.width, device.paper.height}; }
  [[nodiscard]] Rect Usable() const { return Paper().Grown(-margin); }
};

// The cell of a size under these settings: the text stands in the white under the photo's window, and where
// that is too low, or there is none, a band is added below the photo. Throws std::invalid_argument when the
// text shall go inside and there is no room for it.
[[nodiscard]] CellShape ShapeOf(const PrintSize& size, const CaptionSettings& captions);

// Height of the lines of a caption.
[[nodiscard]] Micrometres CaptionHeight(const CaptionSettings& captions);
// From one line's top to the next one's.
[[nodiscard]] Micrometres LinePitch(double size_pt);

}  // namespace certphoto::print

#endif
