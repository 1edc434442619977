#include "raster/device.h"

namespace certphoto::print {
namespace {

constexpr double kUmPerInch = 25400;

int Pixels(Micrometres um, double dpi) {
  return static_cast<int>(std::lround(static_cast<double>(um) * dpi / kUmPerInch));
}

}  // namespace

RasterGrid PrinterGrid(const Device& device, double dpi) {
  RasterGrid grid;
  grid.dpi = dpi;
  const double per_um = dpi / kUmPerInch;
  grid.x_per_um = per_um * device.scale_x;
  grid.y_per_um = per_um * device.scale_y;
  // Where the paper's centre lies on the raster.
  double centre_x = 0, centre_y = 0;
  if (const auto& r = device.raster; r.width_px > 0) {
    const double scale = dpi / r.dpi;
    grid.width_px = static_cast<int>(std::lround(r.width_px * scale));
    grid.height_px = static_cast<int>(std::lround(r.height_px * scale));
    centre_x = (r.pad_left_px + (r.width_px - r.pad_left_px - r.pad_right_px) / 2.0) * scale;
    centre_y = (r.pad_top_px + (r.height_px - r.pad_top_px - r.pad_bottom_px) / 2.0) * scale;
  } else {
    grid.width_px = Pixels(device.paper.width, dpi);
    grid.height_px = Pixels(device.paper.height, dpi);
    centre_x = grid.width_px / 2.0;
    centre_y = grid.height_px / 2.0;
  }
  grid.x_origin = centre_x + static_cast<double>(device.offset_x) * per_um -
                  static_cast<double>(device.paper.width) / 2 * grid.x_per_um;
  grid.y_origin = centre_y + static_cast<double>(device.offset_y) * per_um -
                  static_cast<double>(device.paper.height) / 2 * grid.y_per_um;
  return grid;
}

RasterGrid PaperGrid(const Device& device, double dpi) {
  Device paper;
  paper.paper = device.paper;
  return PrinterGrid(paper, dpi);
}

}  // namespace certphoto::print
