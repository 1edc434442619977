#include "engine/report/canvas.h"

#include <cmath>
#include <numbers>

namespace certphoto {
namespace {

// Pango takes the first family that has a character; without a CJK font only Latin text is drawn.
constexpr const char* kFamilies = "Noto Sans, DejaVu Sans, Noto Sans CJK SC, WenQuanYi Zen Hei, sans-serif";

cairo_status_t Append(void* closure, const unsigned char* data, unsigned int length) {
  auto& out = *static_cast<std::vector<std::uint8_t>*>(closure);
  out.insert(out.end(), data, data + length);
  return CAIRO_STATUS_SUCCESS;
}

// cairo keeps a pixel as one 32-bit number.
CairoPtr<cairo_surface_t> SurfaceOf(const cph_image& photo) {
  CairoPtr<cairo_surface_t> surface(cairo_image_surface_create(
      CAIRO_FORMAT_RGB24, static_cast<int>(photo.width), static_cast<int>(photo.height)));
  if (cairo_surface_status(surface.get()) != CAIRO_STATUS_SUCCESS) return nullptr;
  cairo_surface_flush(surface.get());
  auto* rows = cairo_image_surface_get_data(surface.get());
  const auto stride = cairo_image_surface_get_stride(surface.get());
  for (int y = 0; y < photo.height; ++y) {
    const std::uint8_t* from = photo.pixels + y * photo.stride_bytes;
    auto* to = reinterpret_cast<std::uint32_t*>(rows + std::ptrdiff_t(y) * stride);
    for (int x = 0; x < photo.width; ++x, from += 3)
      to[x] = std::uint32_t{from[0]} << 16 | std::uint32_t{from[1]} << 8 | from[2];
  }
  cairo_surface_mark_dirty(surface.get());
  return surface;
}

}  // namespace

Canvas::Canvas(int width, int height, Ink paper)
    : surface_(cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, height)),
      cairo_(cairo_create(surface_.get())) {
  Fill(0, 0, width, height, paper);
}

bool Canvas::ok() const {
  return cairo_status(cairo_.get()) == CAIRO_STATUS_SUCCESS;
}

void Canvas::Photo(const cph_image& photo, double x, double y, double scale) {
  const auto picture = SurfaceOf(photo);
  if (!picture) return;
  cairo_save(cairo_.get());
  cairo_translate(cairo_.get(), x, y);
  cairo_scale(cairo_.get(), scale, scale);
  cairo_set_source_surface(cairo_.get(), picture.get(), 0, 0);
  cairo_pattern_set_filter(cairo_get_source(cairo_.get()), CAIRO_FILTER_GOOD);
  cairo_paint(cairo_.get());
  cairo_restore(cairo_.get());
}

void Canvas::Set(Ink ink, double line) {
  cairo_set_source_rgba(cairo_.get(), ink.r, ink.g, ink.b, ink.a);
  cairo_set_line_width(cairo_.get(), line);
}

void Canvas::Rectangle(double x, double y, double width, double height, Ink ink, double line) {
  Set(ink, line);
  cairo_rectangle(cairo_.get(), x, y, width, height);
  cairo_stroke(cairo_.get());
}

void Canvas::Fill(double x, double y, double width, double height, Ink ink) {
  Set(ink, 1);
  cairo_rectangle(cairo_.get(), x, y, width, height);
  cairo_fill(cairo_.get());
}

void Canvas::Line(double x0, double y0, double x1, double y1, Ink ink, double line) {
  Set(ink, line);
  cairo_move_to(cairo_.get(), x0, y0);
  cairo_line_to(cairo_.get(), x1, y1);
  cairo_stroke(cairo_.get());
}

void Canvas::Outline(const std::vector<std::pair<double, double>>& points, Ink ink, double line) {
  Set(ink, line);
  cairo_new_path(cairo_.get());
  for (const auto& [x, y] : points) cairo_line_to(cairo_.get(), x, y);
  cairo_close_path(cairo_.get());
  cairo_stroke(cairo_.get());
}

void Canvas::Disc(double x, double y, double radius, Ink ink) {
  Set(ink, 1);
  cairo_new_path(cairo_.get());  // text leaves a current point behind, and an arc would be joined to it
  cairo_arc(cairo_.get(), x, y, radius, 0, 2 * std::numbers::pi);
  cairo_fill(cairo_.get());
}

CairoPtr<PangoLayout> Canvas::Layout(const std::string& text, double size_px, bool bold) {
  CairoPtr<PangoLayout> layout(pango_cairo_create_layout(cairo_.get()));
  const CairoPtr<PangoFontDescription> font(pango_font_description_from_string(kFamilies));
  pango_font_description_set_absolute_size(font.get(), size_px * PANGO_SCALE);
  if (bold) pango_font_description_set_weight(font.get(), PANGO_WEIGHT_BOLD);
  pango_layout_set_font_description(layout.get(), font.get());
  pango_layout_set_text(layout.get(), text.data(), static_cast<int>(text.size()));
  return layout;
}

double Canvas::Text(const std::string& text, double x, double y, double width, double size_px, Ink ink,
                    bool bold, bool measure_only) {
  const auto layout = Layout(text, size_px, bold);
  pango_layout_set_width(layout.get(), static_cast<int>(width * PANGO_SCALE));
  pango_layout_set_wrap(layout.get(), PANGO_WRAP_WORD_CHAR);
  int drawn_width = 0, drawn_height = 0;
  pango_layout_get_pixel_size(layout.get(), &drawn_width, &drawn_height);
  if (measure_only) return drawn_height;
  Set(ink, 1);
  cairo_move_to(cairo_.get(), x, y);
  pango_cairo_show_layout(cairo_.get(), layout.get());
  return drawn_height;
}

void Canvas::Label(const std::string& text, double x, double y, double size_px, Ink ink) {
  const auto layout = Layout(text, size_px, true);
  int width = 0, height = 0;
  pango_layout_get_pixel_size(layout.get(), &width, &height);
  Set(ink, 1);
  cairo_move_to(cairo_.get(), x - width / 2.0, y - height / 2.0);
  pango_cairo_show_layout(cairo_.get(), layout.get());
}

bool Canvas::HasGlyphs(const std::string& text) {
  return pango_layout_get_unknown_glyphs_count(Layout(text, 16, false).get()) == 0;
}

std::vector<std::uint8_t> Canvas::Png() const {
  std::vector<std::uint8_t> out;
  cairo_surface_flush(surface_.get());
  if (cairo_surface_write_to_png_stream(surface_.get(), Append, &out) != CAIRO_STATUS_SUCCESS) out.clear();
  return out;
}

}  // namespace certphoto
