// A sheet to measure a printer with: rulers across and down, and scales at the edges.
#ifndef CERTPHOTO_PRINT_JOBS_RULER_TARGET_H
#define CERTPHOTO_PRINT_JOBS_RULER_TARGET_H

#include <string>

#include "drawing/drawing.h"
#include "text/typesetter.h"

namespace certphoto::print {

// The long line between the end marks of each ruler has this length: a multiple of 10 mm, 12 mm or more from
// the edges.
struct RulerLengths {
  int across_mm = 0, down_mm = 0;
};
[[nodiscard]] RulerLengths RulerLengthsOf(const Size& paper);

// Rulers with a tick every millimetre through the paper's centre; at the middle of each edge a scale of lines
// 1 to 10 mm from it, of which a borderless printer loses the first; how to turn the readings into a
// calibration, in words. Throws std::invalid_argument for paper under 50 mm, which has no room for it.
[[nodiscard]] Drawing DrawRulerTarget(const Size& paper, const std::string& name, Typesetter& typesetter);

}  // namespace certphoto::print

#endif
