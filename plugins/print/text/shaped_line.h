// One line of type, set and ready to draw at any resolution.
#ifndef CERTPHOTO_PRINT_TEXT_SHAPED_LINE_H
#define CERTPHOTO_PRINT_TEXT_SHAPED_LINE_H

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "text/font_face.h"

namespace certphoto::print {

struct Glyph {
  std::uint32_t id = 0;
  std::uint32_t code = 0;  // what stands for it in a PDF: its CID in a CID font, its id otherwise
  double x = 0, y = 0;     // of its origin, um from the line's left end on the baseline, y down
  double advance = 0;      // um
  std::string text;        // UTF-8 it stands for; empty for all but the first glyph of a cluster
};

struct GlyphRun {
  std::shared_ptr<const FontFace> font;
  double size = 0;  // em, um
  std::vector<Glyph> glyphs;
};

struct ShapedLine {
  std::vector<GlyphRun> runs;
  double width = 0;                // um
  double ascent = 0, descent = 0;  // um above and below the baseline, of the fonts used
  double size_pt = 0;              // as set, after shrinking
  bool ellipsized = false;
  std::vector<char32_t> missing;  // characters no font has a glyph for, each once
};

}  // namespace certphoto::print

#endif
