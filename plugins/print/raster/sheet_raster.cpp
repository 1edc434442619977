#include "raster/sheet_raster.h"

#include <cairo.h>

#include <cmath>
#include <stdexcept>

#include "raster/photo_patch.h"

namespace certphoto::print {
namespace {

constexpr int kBandRows = 128;

struct PxRect {
  int x0, y0, x1, y1;
};

}  // namespace

// Cairo's view of some rows: 0xFFRRGGBB words.
struct SheetRaster::Band {
  explicit Band(int width, int most_rows)
      : surface(cairo_image_surface_create(CAIRO_FORMAT_RGB24, width, most_rows), cairo_surface_destroy),
        context(cairo_create(surface.get()), cairo_destroy) {
    if (cairo_status(context.get()) != CAIRO_STATUS_SUCCESS)
      throw std::runtime_error(std::string("Cairo: ") + cairo_status_to_string(cairo_status(context.get())));
    data = cairo_image_surface_get_data(surface.get());
    stride = cairo_image_surface_get_stride(surface.get());
  }

  [[nodiscard]] std::uint32_t* Row(int y) const {  // of the sheet
    return reinterpret_cast<std::uint32_t*>(data + std::ptrdiff_t(y - top) * stride);
  }
  [[nodiscard]] PxRect Clip(PxRect r) const {
    return {std::max(r.x0, 0), std::max(r.y0, top), std::min(r.x1, width), std::min(r.y1, top + rows)};
  }
  void Fill(PxRect r, Rgb colour) const {
    r = Clip(r);
    const std::uint32_t word =
        0xFF000000u | std::uint32_t{colour[0]} << 16 | std::uint32_t{colour[1]} << 8 | colour[2];
    for (int y = r.y0; y < r.y1 && r.x0 < r.x1; ++y) std::fill(Row(y) + r.x0, Row(y) + r.x1, word);
  }

  std::shared_ptr<cairo_surface_t> surface;
  std::shared_ptr<cairo_t> context;
  std::uint8_t* data = nullptr;
  int stride = 0;
  int width = 0, top = 0, rows = 0;
};

SheetRaster::SheetRaster(const Drawing& drawing, const RasterGrid& grid, Pictures& pictures)
    : drawing_(drawing), grid_(grid), pictures_(pictures), band_(new Band(grid.width_px, kBandRows)) {
  band_->width = grid.width_px;
}

SheetRaster::~SheetRaster() = default;

std::span<const std::uint8_t> SheetRaster::NextRows() {
  band_->top = y_;
  band_->rows = std::min(kBandRows, grid_.height_px - y_);
  if (band_->rows <= 0) return {};
  band_->Fill({0, band_->top, grid_.width_px, band_->top + band_->rows}, {255, 255, 255});
  for (std::size_t i = 0; i < drawing_.things.size(); ++i) {
    const auto& thing = drawing_.things[i];
    if (const auto* photo = std::get_if<Photo>(&thing)) {
      Draw(*photo, *band_, i);
    } else {
      std::visit(
          [&](const auto& t) {
            if constexpr (!std::is_same_v<std::decay_t<decltype(t)>, Photo>) Draw(t, *band_);
          },
          thing);
    }
  }
  rows_.resize(std::size_t(band_->rows) * std::size_t(grid_.width_px) * 3);
  auto* out = rows_.data();
  for (int y = y_; y < y_ + band_->rows; ++y) {
    const auto* row = band_->Row(y);
    for (int x = 0; x < grid_.width_px; ++x) {
      *out++ = static_cast<std::uint8_t>(row[x] >> 16);
      *out++ = static_cast<std::uint8_t>(row[x] >> 8);
      *out++ = static_cast<std::uint8_t>(row[x]);
    }
  }
  y_ += band_->rows;
  return rows_;
}

void SheetRaster::Draw(const Area& area, Band& band) {
  const auto& r = area.rect;
  band.Fill({grid_.EdgeX(r.x), grid_.EdgeY(r.y), grid_.EdgeX(r.right()), grid_.EdgeY(r.bottom())},
            area.ink.OnScreen());
}

void SheetRaster::Draw(const Line& line, Band& band) {
  // Every line is as wide as the others of its width; the side towards the photo is the one that is rounded.
  const auto edge = [&](Micrometres um) { return line.vertical ? grid_.EdgeX(um) : grid_.EdgeY(um); };
  const double per_um = line.vertical ? grid_.x_per_um : grid_.y_per_um;
  const int width = std::max(1, static_cast<int>(std::lround(static_cast<double>(line.width) * per_um)));
  const auto low = line.at - line.width / 2, high = low + line.width;
  const int near = line.grow < 0 ? edge(high) - width : line.grow > 0 ? edge(low) : edge(line.at) - width / 2;
  const int far = near + width;
  if (line.vertical) {
    band.Fill({near, grid_.EdgeY(line.from), far, grid_.EdgeY(line.to)}, line.ink.OnScreen());
  } else {
    band.Fill({grid_.EdgeX(line.from), near, grid_.EdgeX(line.to), far}, line.ink.OnScreen());
  }
}

void SheetRaster::Draw(const Photo& photo, Band& band, std::size_t index) {
  const Rect on_sheet = photo.frame.Map(photo.paint);
  const PxRect whole{grid_.EdgeX(on_sheet.x), grid_.EdgeY(on_sheet.y), grid_.EdgeX(on_sheet.right()),
                     grid_.EdgeY(on_sheet.bottom())};
  const PxRect seen = band.Clip(whole);
  if (seen.x0 >= seen.x1 || seen.y0 >= seen.y1) return;
  auto patch = patches_.find(index);
  if (patch == patches_.end()) patch = patches_.emplace(index, MakePatch(photo)).first;
  const auto& p = patch->second;
  for (int y = seen.y0; y < seen.y1; ++y) {
    auto* to = band.Row(y) + seen.x0;
    const auto* from =
        p.rgb.data() + (std::size_t(y - p.y) * std::size_t(p.width) + std::size_t(seen.x0 - p.x)) * 3;
    for (int x = seen.x0; x < seen.x1; ++x, from += 3)
      *to++ = 0xFF000000u | std::uint32_t{from[0]} << 16 | std::uint32_t{from[1]} << 8 | from[2];
  }
  if (whole.y1 <= band.top + band.rows) patches_.erase(patch);
}

SheetRaster::Patch SheetRaster::MakePatch(const Photo& photo) const {
  const Rect on_sheet = photo.frame.Map(photo.paint);
  Patch patch;
  patch.x = grid_.EdgeX(on_sheet.x);
  patch.y = grid_.EdgeY(on_sheet.y);
  patch.width = grid_.EdgeX(on_sheet.right()) - patch.x;
  patch.height = grid_.EdgeY(on_sheet.bottom()) - patch.y;
  patch.rgb = ResamplePhoto(*MustDecode(pictures_, photo.item), photo, grid_,
                            {patch.x, patch.y, patch.width, patch.height});
  return patch;
}

void SheetRaster::Draw(const Text& text, Band& band) {
  // Far more than any glyph reaches: only to leave bands out.
  const double reach = 2 * (text.line->ascent + text.line->descent);
  const auto one = text.Map(-reach, reach), two = text.Map(text.line->width + reach, -reach);
  if (grid_.Y(std::max(one.y, two.y)) < band.top || grid_.Y(std::min(one.y, two.y)) > band.top + band.rows)
    return;
  cairo_t* const cr = band.context.get();
  cairo_surface_mark_dirty(band.surface.get());
  cairo_save(cr);
  cairo_rectangle(cr, 0, 0, band.width, band.rows);
  cairo_clip(cr);
  const auto colour = text.ink.OnScreen();
  cairo_set_source_rgb(cr, colour[0] / 255.0, colour[1] / 255.0, colour[2] / 255.0);
  cairo_font_options_t* options = cairo_font_options_create();
  cairo_font_options_set_hint_style(options, CAIRO_HINT_STYLE_NONE);
  cairo_font_options_set_hint_metrics(options, CAIRO_HINT_METRICS_OFF);
  cairo_font_options_set_antialias(options, CAIRO_ANTIALIAS_GRAY);
  cairo_set_font_options(cr, options);
  cairo_font_options_destroy(options);
  for (const auto& run : text.line->runs) {
    if (run.font->kind == FontKind::kNotEmbeddable) continue;
    cairo_set_font_face(cr, run.font->cairo.get());
    cairo_matrix_t m;
    // Where one em along the line and one em below it go.
    const auto zero = text.Map(0, 0), along = text.Map(run.size, 0), below = text.Map(0, run.size);
    cairo_matrix_init(&m, (along.x - zero.x) * grid_.x_per_um, (along.y - zero.y) * grid_.y_per_um,
                      (below.x - zero.x) * grid_.x_per_um, (below.y - zero.y) * grid_.y_per_um, 0, 0);
    cairo_set_font_matrix(cr, &m);
    std::vector<cairo_glyph_t> glyphs;
    for (const auto& g : run.glyphs) {
      const auto at = text.Map(g.x, g.y);
      glyphs.push_back({g.id, grid_.X(at.x), grid_.Y(at.y) - band.top});
    }
    // As paths: glyph images are placed on whole pixels.
    cairo_glyph_path(cr, glyphs.data(), static_cast<int>(glyphs.size()));
    cairo_fill(cr);
  }
  cairo_restore(cr);
  cairo_surface_flush(band.surface.get());
}

void SheetRaster::Draw(const Code& code, Band& band) {
  for (int row = 0; row < code.side; ++row)
    for (int column = 0; column < code.side; ++column) {
      if (!(*code.modules)[static_cast<std::size_t>(row * code.side + column)]) continue;
      const auto x = [&](int i) { return grid_.EdgeX(code.rect.x + code.rect.width * i / code.side); };
      const auto y = [&](int i) { return grid_.EdgeY(code.rect.y + code.rect.height * i / code.side); };
      band.Fill({x(column), y(row), x(column + 1), y(row + 1)}, {0, 0, 0});
    }
}

}  // namespace certphoto::print
