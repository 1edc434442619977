// A font as both outputs need it: HarfBuzz for its glyphs and subsets, Cairo for the raster.
#ifndef CERTPHOTO_PRINT_TEXT_FONT_FACE_H
#define CERTPHOTO_PRINT_TEXT_FONT_FACE_H

#include <cairo.h>
#include <hb.h>

#include <memory>
#include <string>

namespace certphoto::print {

enum class FontKind {
  kTrueType,      // glyf outlines
  kCff,           // CFF outlines by name
  kCffCid,        // CFF outlines by CID, as CJK fonts have them
  kNotEmbeddable  // bitmaps, colour, variable outlines: cannot go into a PDF
};

struct FontFace {
  std::string name;  // PostScript name
  FontKind kind = FontKind::kNotEmbeddable;
  std::shared_ptr<hb_face_t> face;
  std::shared_ptr<cairo_font_face_t> cairo;
};

}  // namespace certphoto::print

#endif
