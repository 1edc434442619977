// Fonts of a PDF: each with the glyphs that were drawn, subset by HarfBuzz and embedded when the file ends.
#ifndef CERTPHOTO_PRINT_PDF_PDF_FONTS_H
#define CERTPHOTO_PRINT_PDF_PDF_FONTS_H

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <vector>

#include "pdf/pdf_writer.h"
#include "text/shaped_line.h"

namespace certphoto::print {

// Composite fonts (Type 0, Identity-H): a code of two bytes is the glyph's CID. TrueType outlines become
// CIDFontType2 with glyph ids kept; CFF outlines CIDFontType0, whose CIDs are those of the font or its glyph
// ids (ISO 32000-1, 9.7.4.2).
class PdfFonts {
 public:
  // Notes that the glyphs are drawn. Returns the number of the font's object, which Write writes.
  [[nodiscard]] int Use(PdfWriter& writer, const GlyphRun& run);
  // Writes all fonts. Throws std::runtime_error when HarfBuzz cannot subset one.
  void Write(PdfWriter& writer) const;

 private:
  struct Glyph {
    std::uint32_t id = 0;
    double width = 0;  // thousandths of an em
    std::string text;  // UTF-8
  };
  struct Font {
    std::shared_ptr<const FontFace> face;
    int object = 0;
    std::map<std::uint32_t, Glyph> glyphs;  // by code
  };
  static void WriteFont(PdfWriter& writer, const Font& font);
  static std::string ToUnicode(const Font& font);
  static std::string Widths(const Font& font);

  std::vector<Font> fonts_;  // in order of first use
};

}  // namespace certphoto::print

#endif
