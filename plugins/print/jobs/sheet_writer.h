// Where finished drawings go: pages of one PDF, or a raster file each.
#ifndef CERTPHOTO_PRINT_JOBS_SHEET_WRITER_H
#define CERTPHOTO_PRINT_JOBS_SHEET_WRITER_H

#include <memory>
#include <optional>

#include "certphoto/renderer.hpp"
#include "colour/colour_transform.h"
#include "drawing/drawing.h"
#include "jobs/pictures.h"
#include "pdf/pdf_document.h"
#include "raster/device.h"
#include "raster/encoder.h"

namespace certphoto::print {

class SheetWriter {
 public:
  SheetWriter() = default;
  SheetWriter(const SheetWriter&) = delete;
  SheetWriter& operator=(const SheetWriter&) = delete;
  virtual ~SheetWriter() = default;
  virtual void Front(const Drawing& drawing, std::uint32_t number) = 0;
  virtual void Back(const Drawing& drawing, std::uint32_t number) = 0;
  virtual void Finish() = 0;
};

// Output "document": fronts, each followed by its back if there is one.
[[nodiscard]] std::unique_ptr<SheetWriter> MakePdfWriter(cph::Job& job, Pictures& pictures,
                                                         const Device& device, const PdfSettings& settings);

struct RasterSettings {
  RasterFormat format = RasterFormat::kPng;
  RasterGrid grid;
  int jpeg_quality = 95;
  std::optional<IccProfile> printer;  // colours are converted to it; else sRGB
  ColourSettings colour;
  std::optional<IccProfile> proof;  // colours are shown as this printer's; sRGB
  bool numbered = true;             // several sheets: outputs are numbered
};

// Draws one sheet into output `role`.
class RasterWriter {
 public:
  RasterWriter(cph::Job& job, Pictures& pictures, const RasterSettings& settings);
  void Write(const Drawing& drawing, const char* role, std::uint32_t number);

 private:
  cph::Job& job_;
  Pictures& pictures_;
  RasterSettings settings_;
  std::optional<ColourTransform> transform_;
};

// Outputs "sheet" and "back", one file each.
[[nodiscard]] std::unique_ptr<SheetWriter> MakeRasterWriter(cph::Job& job, Pictures& pictures,
                                                            const RasterSettings& settings);

}  // namespace certphoto::print

#endif
