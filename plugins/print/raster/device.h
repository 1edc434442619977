// What a sheet is printed on and by: the paper, and the printer's raster, overscan and calibration.
#ifndef CERTPHOTO_PRINT_RASTER_DEVICE_H
#define CERTPHOTO_PRINT_RASTER_DEVICE_H

#include "layout/geometry.h"

namespace certphoto::print {

// The raster a printer wants to be sent. What its pads leave is centred on the paper and larger than it.
struct PrinterRaster {
  double dpi = 0;
  int width_px = 0, height_px = 0;
  int pad_left_px = 0, pad_right_px = 0, pad_top_px = 0, pad_bottom_px = 0;
};

struct Device {
  Size paper;
  PrinterRaster raster;  // width_px 0: none, the raster is the paper's own
  Micrometres overscan_x = 0,
              overscan_y = 0;              // how far the printed raster reaches beyond the paper at each side
  double scale_x = 1, scale_y = 1;         // calibration about the paper's centre: nominal / measured
  Micrometres offset_x = 0, offset_y = 0;  // calibration: right and down

  // Where something may be painted: the paper and what is printed beyond it.
  [[nodiscard]] Rect Printable() const {
    return {-overscan_x, -overscan_y, paper.width + 2 * overscan_x, paper.height + 2 * overscan_y};
  }
};

// From the sheet's micrometres to pixels, pixel i covering [i, i + 1).
struct RasterGrid {
  int width_px = 0, height_px = 0;
  double dpi = 0;
  double x_per_um = 0, y_per_um = 0;
  double x_origin = 0, y_origin = 0;  // px of the sheet's origin

  [[nodiscard]] double X(double um) const { return x_origin + um * x_per_um; }
  [[nodiscard]] double Y(double um) const { return y_origin + um * y_per_um; }
  [[nodiscard]] int EdgeX(Micrometres um) const {
    return static_cast<int>(std::lround(X(static_cast<double>(um))));
  }
  [[nodiscard]] int EdgeY(Micrometres um) const {
    return static_cast<int>(std::lround(Y(static_cast<double>(um))));
  }
};

// The raster that goes to the printer, calibrated. At another dpi than the printer's own the whole raster is
// scaled.
[[nodiscard]] RasterGrid PrinterGrid(const Device& device, double dpi);
// The paper alone, as it will look: for previews.
[[nodiscard]] RasterGrid PaperGrid(const Device& device, double dpi);

}  // namespace certphoto::print

#endif
