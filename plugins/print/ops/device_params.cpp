#include "ops/device_params.h"

namespace certphoto::print {

Device ReadDevice(const cph::Setup& setup) {
  Device device;
  device.paper = {FromMm(setup.number("paper_width_mm")), FromMm(setup.number("paper_height_mm"))};
  auto& raster = device.raster;
  raster.dpi = setup.number("raster_dpi");
  raster.width_px = setup.integer("raster_width_px");
  raster.height_px = setup.integer("raster_height_px");
  raster.pad_left_px = setup.integer("pad_left_px");
  raster.pad_right_px = setup.integer("pad_right_px");
  raster.pad_top_px = setup.integer("pad_top_px");
  raster.pad_bottom_px = setup.integer("pad_bottom_px");
  device.overscan_x = FromMm(setup.number("overscan_x_mm"));
  device.overscan_y = FromMm(setup.number("overscan_y_mm"));
  device.scale_x = setup.number("scale_x");
  device.scale_y = setup.number("scale_y");
  device.offset_x = FromMm(setup.number("offset_x_mm"));
  device.offset_y = FromMm(setup.number("offset_y_mm"));

  if ((raster.width_px > 0) != (raster.height_px > 0))
    throw cph::Error(CPH_E_INVALID, "raster_width_px and raster_height_px go together");
  if (raster.width_px > 0 && (raster.pad_left_px + raster.pad_right_px >= raster.width_px ||
                              raster.pad_top_px + raster.pad_bottom_px >= raster.height_px))
    throw cph::Error(CPH_E_INVALID, "the pads leave nothing of the raster");
  const auto grid = PrinterGrid(device, setup.number("dpi"));
  if (grid.width_px > kMostRasterPx || grid.height_px > kMostRasterPx)
    throw cph::Error(CPH_E_LIMIT, "the sheet would have " + std::to_string(grid.width_px) + "×" +
                                      std::to_string(grid.height_px) +
                                      " pixels; at most 60000 a side are drawn: lower the dpi");
  return device;
}

}  // namespace certphoto::print
