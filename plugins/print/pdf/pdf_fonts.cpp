#include "pdf/pdf_fonts.h"

#include <hb-ot.h>
#include <hb-subset.h>

#include <algorithm>
#include <cstdio>
#include <stdexcept>

#include "text/clean_text.h"

namespace certphoto::print {
namespace {

using Blob = std::unique_ptr<hb_blob_t, void (*)(hb_blob_t*)>;
using Face = std::unique_ptr<hb_face_t, void (*)(hb_face_t*)>;

std::span<const std::uint8_t> BytesOf(hb_blob_t* blob) {
  unsigned size = 0;
  const char* data = hb_blob_get_data(blob, &size);
  return {reinterpret_cast<const std::uint8_t*>(data), size};
}

std::string Hex4(std::uint32_t value) {
  char text[16];
  std::snprintf(text, sizeof text, "%04X", value);
  return text;
}

std::string Utf16Hex(const std::string& utf8) {
  std::string out;
  for (const char32_t c : ToCodePoints(utf8)) {
    if (c >= 0x10000) {
      out += Hex4(0xD800 + ((static_cast<std::uint32_t>(c) - 0x10000) >> 10));
      out += Hex4(0xDC00 + ((static_cast<std::uint32_t>(c) - 0x10000) & 0x3FF));
    } else {
      out += Hex4(static_cast<std::uint32_t>(c));
    }
  }
  return out;
}

// Six capital letters that depend on the glyphs: two subsets of a font never have the same name (ISO
// 32000-1, 9.6.4).
template <class Glyphs>
std::string SubsetTag(const Glyphs& glyphs) {
  std::uint64_t hash = 0xcbf29ce484222325u;
  for (const auto& [code, glyph] : glyphs) hash = (hash ^ code) * 0x100000001b3u;
  std::string tag;
  for (int i = 0; i < 6; ++i, hash /= 26) tag += static_cast<char>('A' + hash % 26);
  return tag + "+";
}

template <class Glyphs>
Face Subset(const FontFace& font, const Glyphs& glyphs) {
  const std::unique_ptr<hb_subset_input_t, void (*)(hb_subset_input_t*)> input(
      hb_subset_input_create_or_fail(), &hb_subset_input_destroy);
  if (!input) throw std::runtime_error("HarfBuzz cannot subset fonts: out of memory");
  hb_set_t* const wanted = hb_subset_input_glyph_set(input.get());
  for (const auto& [code, glyph] : glyphs) hb_set_add(wanted, glyph.id);
  hb_set_t* const dropped = hb_subset_input_set(input.get(), HB_SUBSET_SETS_DROP_TABLE_TAG);
  // Layout is done; without these tables the subset has exactly the glyphs asked for.
  for (const auto tag : {HB_TAG('G', 'S', 'U', 'B'), HB_TAG('G', 'P', 'O', 'S'), HB_TAG('G', 'D', 'E', 'F'),
                         HB_TAG('m', 'o', 'r', 'x'), HB_TAG('k', 'e', 'r', 'n'), HB_TAG('k', 'e', 'r', 'x')})
    hb_set_add(dropped, tag);
  // CIDs survive renumbering; where codes are glyph ids, these have to.
  if (font.kind != FontKind::kCffCid) hb_subset_input_set_flags(input.get(), HB_SUBSET_FLAGS_RETAIN_GIDS);
  Face subset(hb_subset_or_fail(font.face.get(), input.get()), &hb_face_destroy);
  if (!subset) throw std::runtime_error("HarfBuzz cannot subset font " + font.name);
  return subset;
}

struct Metrics {
  int ascent = 0, descent = 0;
  int box[4]{};
};

Metrics MetricsOf(hb_face_t* face) {
  const double scale = 1000.0 / hb_face_get_upem(face);
  const std::unique_ptr<hb_font_t, void (*)(hb_font_t*)> font(hb_font_create(face), &hb_font_destroy);
  hb_font_extents_t extents;
  hb_font_get_h_extents(font.get(), &extents);
  Metrics m;
  m.ascent = static_cast<int>(extents.ascender * scale);
  m.descent = static_cast<int>(extents.descender * scale);
  const Blob head(hb_face_reference_table(face, HB_TAG('h', 'e', 'a', 'd')), &hb_blob_destroy);
  const auto bytes = BytesOf(head.get());
  for (std::size_t i = 0; i < 4 && bytes.size() >= 44; ++i)  // xMin, yMin, xMax, yMax of the OpenType table
    m.box[i] =
        static_cast<int>(static_cast<std::int16_t>(bytes[36 + 2 * i] << 8 | bytes[37 + 2 * i]) * scale);
  return m;
}

}  // namespace

int PdfFonts::Use(PdfWriter& writer, const GlyphRun& run) {
  auto font = std::find_if(fonts_.begin(), fonts_.end(), [&](const Font& f) { return f.face == run.font; });
  if (font == fonts_.end()) {
    fonts_.push_back({run.font, writer.Reserve(), {}});
    font = std::prev(fonts_.end());
  }
  hb_face_t* const face = run.font->face.get();
  for (const auto& g : run.glyphs) {
    auto& known = font->glyphs[g.code];
    if (known.id == 0 && known.width == 0) {
      const std::unique_ptr<hb_font_t, void (*)(hb_font_t*)> sized(hb_font_create(face), &hb_font_destroy);
      known.id = g.id;
      known.width = hb_font_get_glyph_h_advance(sized.get(), g.id) * 1000.0 / hb_face_get_upem(face);
    }
    if (known.text.empty()) known.text = g.text;
  }
  return font->object;
}

std::string PdfFonts::ToUnicode(const Font& font) {
  std::string map =
      "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n"
      "/CIDSystemInfo << /Registry (Adobe) /Ordering (UCS) /Supplement 0 >> def\n"
      "/CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n1 begincodespacerange\n<0000> "
      "<FFFF>\nendcodespacerange\n";
  std::vector<std::string> lines;
  for (const auto& [code, glyph] : font.glyphs)
    if (!glyph.text.empty()) lines.push_back(Cat("<", Hex4(code), "> <", Utf16Hex(glyph.text), ">\n"));
  constexpr std::size_t kMostInABlock = 100;  // Adobe technical note 5014
  for (std::size_t i = 0; i < lines.size(); i += kMostInABlock) {
    const auto count = std::min(kMostInABlock, lines.size() - i);
    map += Cat(count, " beginbfchar\n");
    for (std::size_t k = i; k < i + count; ++k) map += lines[k];
    map += "endbfchar\n";
  }
  return map + "endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n";
}

std::string PdfFonts::Widths(const Font& font) {
  std::string out = "[";
  for (const auto& [code, glyph] : font.glyphs) out += Cat(code, " [", PdfNumber(glyph.width, 2), "] ");
  return out + "]";
}

void PdfFonts::WriteFont(PdfWriter& writer, const Font& font) {
  const auto& face = *font.face;
  const bool true_type = face.kind == FontKind::kTrueType;
  const auto subset = Subset(face, font.glyphs);
  const Blob program(true_type ? hb_face_reference_blob(subset.get())
                               : hb_face_reference_table(subset.get(), HB_TAG('C', 'F', 'F', ' ')),
                     &hb_blob_destroy);
  const auto bytes = BytesOf(program.get());
  if (bytes.empty()) throw std::runtime_error("HarfBuzz made an empty subset of font " + face.name);
  const auto name = SubsetTag(font.glyphs) + face.name;
  const int file = writer.Reserve(), descriptor = writer.Reserve(), descendant = writer.Reserve(),
            unicode = writer.Reserve();
  writer.Deflated(file, true_type ? Cat("/Length1 ", bytes.size()) : "/Subtype /CIDFontType0C", bytes);

  const auto m = MetricsOf(face.face.get());
  constexpr int kSymbolic = 4;    // glyphs are chosen by code, not by name
  constexpr int kStemWidth = 80;  // required, used only to imitate a font that is not embedded
  writer.Object(descriptor,
                Cat("<< /Type /FontDescriptor /FontName /", name, " /Flags ", kSymbolic, " /FontBBox [",
                    m.box[0], " ", m.box[1], " ", m.box[2], " ", m.box[3], "] /ItalicAngle 0 /Ascent ",
                    m.ascent, " /Descent ", m.descent, " /CapHeight ", m.ascent, " /StemV ", kStemWidth,
                    true_type ? " /FontFile2 " : " /FontFile3 ", file, " 0 R >>"));
  writer.Object(
      descendant,
      Cat("<< /Type /Font /Subtype ", true_type ? "/CIDFontType2" : "/CIDFontType0", " /BaseFont /", name,
          " /CIDSystemInfo << /Registry (Adobe) /Ordering (Identity) /Supplement 0 >> /FontDescriptor ",
          descriptor, " 0 R /DW 1000 /W ", Widths(font), true_type ? " /CIDToGIDMap /Identity" : "", " >>"));
  const auto map = ToUnicode(font);
  writer.Deflated(unicode, "", {reinterpret_cast<const std::uint8_t*>(map.data()), map.size()});
  writer.Object(font.object, Cat("<< /Type /Font /Subtype /Type0 /BaseFont /", name,
                                 true_type ? "" : "-Identity-H", " /Encoding /Identity-H /DescendantFonts [",
                                 descendant, " 0 R] /ToUnicode ", unicode, " 0 R >>"));
}

void PdfFonts::Write(PdfWriter& writer) const {
  for (const auto& font : fonts_) WriteFont(writer, font);
}

}  // namespace certphoto::print
