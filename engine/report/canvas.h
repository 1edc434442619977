// Drawing with cairo and pango, freed by itself. For report/ only.
#ifndef CERTPHOTO_ENGINE_REPORT_CANVAS_H
#define CERTPHOTO_ENGINE_REPORT_CANVAS_H

#include <cairo.h>
#include <pango/pangocairo.h>

#include <cstdint>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include "certphoto/abi/image.h"

namespace certphoto {

struct Ink {
  double r = 0, g = 0, b = 0, a = 1;
};

struct CairoDeleter {
  void operator()(cairo_surface_t* p) const { cairo_surface_destroy(p); }
  void operator()(cairo_t* p) const { cairo_destroy(p); }
  void operator()(PangoLayout* p) const { g_object_unref(p); }
  void operator()(PangoFontDescription* p) const { pango_font_description_free(p); }
};
template <class T>
using CairoPtr = std::unique_ptr<T, CairoDeleter>;

// An RGB picture to draw on; coordinates in its pixels.
class Canvas {
 public:
  Canvas(int width, int height, Ink paper);

  // False when cairo could not make the picture or a drawing failed.
  [[nodiscard]] bool ok() const;
  // `photo` (RGB8) with its top left corner at x, y, `scale` canvas px per photo px.
  void Photo(const cph_image& photo, double x, double y, double scale);
  void Rectangle(double x, double y, double width, double height, Ink ink, double line);
  void Fill(double x, double y, double width, double height, Ink ink);
  void Line(double x0, double y0, double x1, double y1, Ink ink, double line);
  void Outline(const std::vector<std::pair<double, double>>& points, Ink ink, double line);  // closed
  void Disc(double x, double y, double radius, Ink ink);

  // A paragraph of at most `width` px, broken between words. Returns its height, nothing drawn when
  // `measure_only`.
  double Text(const std::string& text, double x, double y, double width, double size_px, Ink ink,
              bool bold = false, bool measure_only = false);
  // Centred on x, y.
  void Label(const std::string& text, double x, double y, double size_px, Ink ink);
  // Whether the installed fonts have every character.
  [[nodiscard]] bool HasGlyphs(const std::string& text);

  [[nodiscard]] std::vector<std::uint8_t> Png() const;  // empty when it failed

 private:
  [[nodiscard]] CairoPtr<PangoLayout> Layout(const std::string& text, double size_px, bool bold);
  void Set(Ink ink, double line);

  CairoPtr<cairo_surface_t> surface_;
  CairoPtr<cairo_t> cairo_;
};

}  // namespace certphoto

#endif
