// A drawing as pixels, a band of rows at a time: a sheet of any size takes the memory of a few rows of
// photos.
#ifndef CERTPHOTO_PRINT_RASTER_SHEET_RASTER_H
#define CERTPHOTO_PRINT_RASTER_SHEET_RASTER_H

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <vector>

#include "drawing/drawing.h"
#include "jobs/pictures.h"
#include "raster/device.h"

namespace certphoto::print {

// Edges of photos and areas lie on whole pixels, the nearest to their place; photos are scaled exactly, so
// that the rounding moves an edge by half a pixel at most and stretches nothing. Marks are at least one pixel
// wide.
class SheetRaster {
 public:
  // All outlive the raster.
  SheetRaster(const Drawing& drawing, const RasterGrid& grid, Pictures& pictures);
  ~SheetRaster();
  SheetRaster(const SheetRaster&) = delete;
  SheetRaster& operator=(const SheetRaster&) = delete;

  // The next rows, sRGB, packed; empty at the end. Valid until the next call.
  [[nodiscard]] std::span<const std::uint8_t> NextRows();
  [[nodiscard]] int rows_done() const { return y_; }

 private:
  struct Band;
  struct Patch {
    int x = 0, y = 0, width = 0, height = 0;
    std::vector<std::uint8_t> rgb;
  };
  void Draw(const Area& area, Band& band);
  void Draw(const Line& line, Band& band);
  void Draw(const Photo& photo, Band& band, std::size_t index);
  void Draw(const Text& text, Band& band);
  void Draw(const Code& code, Band& band);
  [[nodiscard]] Patch MakePatch(const Photo& photo) const;

  const Drawing& drawing_;
  RasterGrid grid_;
  Pictures& pictures_;
  std::unique_ptr<Band> band_;
  std::map<std::size_t, Patch> patches_;  // of photos that reach into this band and the next
  std::vector<std::uint8_t> rows_;
  int y_ = 0;
};

}  // namespace certphoto::print

#endif
