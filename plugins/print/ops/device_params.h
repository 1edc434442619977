// Parameters that say what is printed on, shared by the sheet and the ruler target. The host fills them from
// a paper file.
#ifndef CERTPHOTO_PRINT_OPS_DEVICE_PARAMS_H
#define CERTPHOTO_PRINT_OPS_DEVICE_PARAMS_H

#include <array>

#include "certphoto/plugin.hpp"
#include "raster/device.h"

namespace certphoto::print {

inline constexpr int kMostRasterPx = 60'000;  // 2.5 m at 600 dpi; bounds the width of a band in memory

inline constexpr std::array kDeviceParams{
    cph::number("paper_width_mm", 152, 20, 1000, "mm", "Width of the paper"),
    cph::number("paper_height_mm", 102, 20, 1000, "mm", "Height of the paper"),
    cph::number("dpi", 300, 72, 2400, "dpi", "Resolution of raster sheets; on a PDF it has no influence"),
    cph::number("raster_dpi", 300, 72, 2400, "dpi", "Resolution of the printer's own raster"),
    cph::integer("raster_width_px", 0, 0, 30000, "px",
                 "Raster the printer wants to be sent; 0: the paper's own size"),
    cph::integer("raster_height_px", 0, 0, 30000, "px", "Raster the printer wants to be sent"),
    cph::integer("pad_left_px", 0, 0, 30000, "px", "Part of the raster that is never printed"),
    cph::integer("pad_right_px", 0, 0, 30000, "px", "Part of the raster that is never printed"),
    cph::integer("pad_top_px", 0, 0, 30000, "px", "Part of the raster that is never printed"),
    cph::integer("pad_bottom_px", 0, 0, 30000, "px", "Part of the raster that is never printed"),
    cph::number("overscan_x_mm", 0, 0, 50, "mm",
                "How far the printed raster reaches over the paper, left and right"),
    cph::number("overscan_y_mm", 0, 0, 50, "mm",
                "How far the printed raster reaches over the paper, top and bottom"),
    cph::number("scale_x", 1, 0.9, 1.1, "", "Calibration: nominal over measured width of the ruler target"),
    cph::number("scale_y", 1, 0.9, 1.1, "", "Calibration: nominal over measured height of the ruler target"),
    cph::number("offset_x_mm", 0, -20, 20, "mm", "Calibration: moves everything to the right"),
    cph::number("offset_y_mm", 0, -20, 20, "mm", "Calibration: moves everything down"),
};

// Throws cph::Error (CPH_E_INVALID) when the pads leave nothing, CPH_E_LIMIT for a raster over kMostRasterPx.
[[nodiscard]] Device ReadDevice(const cph::Setup& setup);

}  // namespace certphoto::print

#endif
