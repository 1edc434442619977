#include "jobs/sheet_writer.h"

#include "raster/sheet_raster.h"

namespace certphoto::print {
namespace {

class PdfSheets : public SheetWriter {
 public:
  PdfSheets(cph::Job& job, Pictures& pictures, const Device& device, const PdfSettings& settings)
      : pictures_(pictures),
        device_(device),
        output_(job.open("document", 0, "pdf")),
        document_([this](std::span<const std::uint8_t> bytes) { output_.write(bytes); }, settings) {}
  void Front(const Drawing& drawing, std::uint32_t) override {
    document_.AddPage(drawing, device_, pictures_);
  }
  void Back(const Drawing& drawing, std::uint32_t) override {
    document_.AddPage(drawing, device_, pictures_);
  }
  void Finish() override {
    document_.Finish();
    output_.close();
  }

 private:
  Pictures& pictures_;
  Device device_;
  cph::Output output_;
  PdfDocument document_;
};

class RasterSheets : public SheetWriter {
 public:
  RasterSheets(cph::Job& job, Pictures& pictures, const RasterSettings& settings)
      : writer_(job, pictures, settings) {}
  void Front(const Drawing& drawing, std::uint32_t number) override {
    writer_.Write(drawing, "sheet", number);
  }
  void Back(const Drawing& drawing, std::uint32_t number) override { writer_.Write(drawing, "back", number); }
  void Finish() override {}

 private:
  RasterWriter writer_;
};

}  // namespace

RasterWriter::RasterWriter(cph::Job& job, Pictures& pictures, const RasterSettings& settings)
    : job_(job), pictures_(pictures), settings_(settings) {
  if (settings_.printer)
    transform_ = ColourTransform::ToPrinter(*settings_.printer, settings_.colour);
  else if (settings_.proof)
    transform_ = ColourTransform::SoftProof(*settings_.proof, settings_.colour);
}

void RasterWriter::Write(const Drawing& drawing, const char* role, std::uint32_t number) {
  RasterFile file;
  file.width_px = settings_.grid.width_px;
  file.height_px = settings_.grid.height_px;
  file.dpi = settings_.grid.dpi;
  file.jpeg_quality = settings_.jpeg_quality;
  if (settings_.printer) {
    file.profile = &*settings_.printer;
    file.channels = transform_->channels();
  }
  auto output = job_.open(role, settings_.numbered ? number : 0, Extension(settings_.format));
  const auto encoder = Encoder::Make(settings_.format, file,
                                     [&](std::span<const std::uint8_t> bytes) { output.write(bytes); });
  SheetRaster raster(drawing, settings_.grid, pictures_);
  std::vector<std::uint8_t> converted;
  for (auto rows = raster.NextRows(); !rows.empty(); rows = raster.NextRows()) {
    job_.call().throw_if_cancelled();
    if (transform_) {
      transform_->Apply(rows, converted);
      rows = converted;
    }
    encoder->Rows(rows);
  }
  encoder->Finish();
  output.close();
}

std::unique_ptr<SheetWriter> MakePdfWriter(cph::Job& job, Pictures& pictures, const Device& device,
                                           const PdfSettings& settings) {
  return std::make_unique<PdfSheets>(job, pictures, device, settings);
}

std::unique_ptr<SheetWriter> MakeRasterWriter(cph::Job& job, Pictures& pictures,
                                              const RasterSettings& settings) {
  return std::make_unique<RasterSheets>(job, pictures, settings);
}

}  // namespace certphoto::print
