#include "text/typesetter.h"

#include <cairo-ft.h>
#include <hb-ot.h>
#include <pango/pangocairo.h>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <set>

#include FT_CID_H
#include FT_MULTIPLE_MASTERS_H

#include "text/clean_text.h"

namespace certphoto::print {
namespace {

constexpr char32_t kMissingMark = U'〓';
constexpr double kUmPerPangoUnit = 25400.0 / 72 / PANGO_SCALE;
constexpr double kSizeStepPt = 0.05;

template <class T>
struct Unref {
  void operator()(T* p) const { g_object_unref(p); }
};
template <class T>
using GObjectPtr = std::unique_ptr<T, Unref<T>>;

bool HasTable(hb_face_t* face, hb_tag_t tag) {
  hb_blob_t* blob = hb_face_reference_table(face, tag);
  const bool has = hb_blob_get_length(blob) > 0;
  hb_blob_destroy(blob);
  return has;
}

std::string PostScriptName(hb_face_t* face) {
  char text[64] = "";
  unsigned size = sizeof text;
  constexpr hb_ot_name_id_t kPostScript = 6;  // OpenType, table `name`
  hb_ot_name_get_utf8(face, kPostScript, HB_LANGUAGE_INVALID, &size, text);
  std::string name;
  for (const char* p = text; *p != '\0'; ++p)  // what a PDF name may hold without escapes
    if (g_ascii_isalnum(*p) || *p == '-' || *p == '_') name += *p;
  return name.empty() ? "Unnamed" : name;
}

// Holds the FreeType face of a Cairo font while in scope.
class LockedFace {
 public:
  explicit LockedFace(cairo_scaled_font_t* font) : font_(font), face_(cairo_ft_scaled_font_lock_face(font)) {}
  LockedFace(const LockedFace&) = delete;
  LockedFace& operator=(const LockedFace&) = delete;
  ~LockedFace() {
    if (face_ != nullptr) cairo_ft_scaled_font_unlock_face(font_);
  }
  [[nodiscard]] FT_Face get() const { return face_; }

 private:
  cairo_scaled_font_t* font_;
  FT_Face face_;
};

bool IsCidKeyed(FT_Face face) {
  FT_Bool is_cid = 0;
  return face != nullptr && FT_Get_CID_Is_Internally_CID_Keyed(face, &is_cid) == 0 && is_cid != 0;
}

FontKind KindOf(hb_face_t* face, FT_Face free_type) {
  if (HasTable(face, HB_TAG('f', 'v', 'a', 'r'))) return FontKind::kNotEmbeddable;
  if (HasTable(face, HB_TAG('g', 'l', 'y', 'f'))) return FontKind::kTrueType;
  if (HasTable(face, HB_TAG('C', 'F', 'F', ' ')))
    return IsCidKeyed(free_type) ? FontKind::kCffCid : FontKind::kCff;
  return FontKind::kNotEmbeddable;
}

std::uint32_t CodeOf(const FontFace& font, FT_Face free_type, std::uint32_t glyph) {
  FT_UInt cid = 0;
  if (font.kind == FontKind::kCffCid && FT_Get_CID_From_Glyph_Index(free_type, glyph, &cid) == 0) return cid;
  return glyph;
}

}  // namespace

struct Typesetter::Pango {
  GObjectPtr<PangoFontMap> map;
  GObjectPtr<PangoContext> context;
  GObjectPtr<PangoLayout> layout;
};

Typesetter::Typesetter(const std::string& family) : family_(family), pango_(new Pango) {
  pango_->map.reset(pango_cairo_font_map_new());
  pango_cairo_font_map_set_resolution(PANGO_CAIRO_FONT_MAP(pango_->map.get()), 72);
  pango_->context.reset(pango_font_map_create_context(pango_->map.get()));
  pango_context_set_round_glyph_positions(pango_->context.get(), FALSE);
  pango_context_set_language(pango_->context.get(), pango_language_from_string("zh-cn"));
  cairo_font_options_t* options = cairo_font_options_create();
  cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
  pango_cairo_context_set_font_options(pango_->context.get(), options);
  cairo_font_options_destroy(options);
  pango_->layout.reset(pango_layout_new(pango_->context.get()));
  pango_layout_set_single_paragraph_mode(pango_->layout.get(), TRUE);
}

Typesetter::~Typesetter() = default;

bool Typesetter::FamilyInstalled() const {
  PangoFontFamily** families = nullptr;
  int count = 0;
  pango_font_map_list_families(pango_->map.get(), &families, &count);
  bool found = false;
  for (int i = 0; i < count; ++i)
    found = found || g_ascii_strcasecmp(pango_font_family_get_name(families[i]), family_.c_str()) == 0;
  g_free(families);
  return found;
}

std::shared_ptr<const FontFace> Typesetter::Face(void* pango_font) {
  auto* const font = static_cast<PangoFont*>(pango_font);
  hb_face_t* const face = hb_font_get_face(pango_font_get_hb_font(font));
  cairo_scaled_font_t* const scaled = pango_cairo_font_get_scaled_font(PANGO_CAIRO_FONT(font));
  cairo_font_face_t* const cairo = cairo_scaled_font_get_font_face(scaled);
  auto& known = faces_[{face, cairo}];
  if (known) return known;
  auto made = std::make_shared<FontFace>();
  const LockedFace locked(scaled);
  made->name = PostScriptName(face);
  made->kind = KindOf(face, locked.get());
  made->face = {hb_face_reference(face), hb_face_destroy};
  made->cairo = {cairo_font_face_reference(cairo), cairo_font_face_destroy};
  known = made;
  return made;
}

ShapedLine Typesetter::Shape(const std::string& text, double size_pt, double ellipsize_um) {
  PangoLayout* const layout = pango_->layout.get();
  PangoFontDescription* description = pango_font_description_new();
  pango_font_description_set_family(description, family_.c_str());
  pango_font_description_set_size(description, static_cast<int>(std::lround(size_pt * PANGO_SCALE)));
  pango_layout_set_font_description(layout, description);
  pango_font_description_free(description);
  pango_layout_set_width(layout, ellipsize_um > 0 ? static_cast<int>(ellipsize_um / kUmPerPangoUnit) : -1);
  pango_layout_set_ellipsize(layout, ellipsize_um > 0 ? PANGO_ELLIPSIZE_END : PANGO_ELLIPSIZE_NONE);
  pango_layout_set_text(layout, text.data(), static_cast<int>(text.size()));

  ShapedLine line;
  line.size_pt = size_pt;
  line.ellipsized = pango_layout_is_ellipsized(layout) != FALSE;
  std::set<char32_t> missing;
  double x = 0;
  PangoLayoutLine* const set = pango_layout_get_line_readonly(layout, 0);
  for (GSList* link = set == nullptr ? nullptr : set->runs; link != nullptr; link = link->next) {
    auto* const item = static_cast<PangoGlyphItem*>(link->data);
    PangoFont* const font = item->item->analysis.font;
    GlyphRun run;
    run.font = Face(font);
    run.size = size_pt * 25400 / 72;
    const LockedFace locked(pango_cairo_font_get_scaled_font(PANGO_CAIRO_FONT(font)));
    const char* const item_text = text.data() + item->item->offset;
    const bool replaced =
        line.ellipsized && (item->item->analysis.flags & PANGO_ANALYSIS_FLAG_IS_ELLIPSIS) != 0;
    PangoGlyphItemIter iter;
    const auto add = [&](int i, std::string cluster) {
      const auto& info = item->glyphs->glyphs[i];
      const double advance = info.geometry.width * kUmPerPangoUnit;
      if ((info.glyph & PANGO_GLYPH_UNKNOWN_FLAG) != 0) {
        missing.insert(static_cast<char32_t>(info.glyph & ~PANGO_GLYPH_UNKNOWN_FLAG));
      } else if (info.glyph != PANGO_GLYPH_EMPTY) {
        if (run.font->kind == FontKind::kNotEmbeddable)
          for (const char32_t c : ToCodePoints(cluster)) missing.insert(c);
        run.glyphs.push_back({info.glyph, CodeOf(*run.font, locked.get(), info.glyph),
                              x + info.geometry.x_offset * kUmPerPangoUnit,
                              info.geometry.y_offset * kUmPerPangoUnit, advance, std::move(cluster)});
      }
      x += advance;
    };
    for (gboolean more = pango_glyph_item_iter_init_start(&iter, item, text.c_str()); more;
         more = pango_glyph_item_iter_next_cluster(&iter)) {
      const int step = iter.start_glyph < iter.end_glyph ? 1 : -1;  // right to left runs backwards
      bool first = true;
      for (int i = iter.start_glyph; i != iter.end_glyph; i += step) {
        std::string cluster;
        if (first)
          cluster = replaced ? "…"
                             : std::string(item_text + (iter.start_index - item->item->offset),
                                           item_text + (iter.end_index - item->item->offset));
        add(i, std::move(cluster));
        first = false;
      }
    }
    const PangoRectangle ink = [&] {
      PangoRectangle logical;
      pango_glyph_string_extents(item->glyphs, font, nullptr, &logical);
      return logical;
    }();
    line.ascent = std::max(line.ascent, -ink.y * kUmPerPangoUnit);
    line.descent = std::max(line.descent, (ink.y + ink.height) * kUmPerPangoUnit);
    if (!run.glyphs.empty()) line.runs.push_back(std::move(run));
  }
  line.width = x;
  line.missing.assign(missing.begin(), missing.end());
  return line;
}

std::shared_ptr<const ShapedLine> Typesetter::Set(std::string_view text, double size_pt) {
  return Fit(text, size_pt, size_pt, 0);
}

std::shared_ptr<const ShapedLine> Typesetter::Fit(std::string_view text, double size_pt, double min_size_pt,
                                                  double max_width_um) {
  std::string set(text);
  auto line = Shape(set, size_pt, 0);
  const auto missing = line.missing;
  if (!missing.empty()) {
    auto characters = ToCodePoints(text);
    for (char32_t& c : characters)
      if (std::binary_search(missing.begin(), missing.end(), c)) c = kMissingMark;
    set = ToUtf8(characters);
    line = Shape(set, size_pt, 0);
  }
  if (max_width_um > 0 && line.width > max_width_um && size_pt > min_size_pt) {
    const double fitting = std::floor(size_pt * max_width_um / line.width / kSizeStepPt) * kSizeStepPt;
    line = Shape(set, std::max(fitting, min_size_pt), 0);
  }
  if (max_width_um > 0 && line.width > max_width_um) line = Shape(set, line.size_pt, max_width_um);
  line.missing = missing;
  return std::make_shared<const ShapedLine>(std::move(line));
}

}  // namespace certphoto::print
