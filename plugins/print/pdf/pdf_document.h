// A PDF of sheets: one page a drawing, right in millimetres, photos and type embedded.
#ifndef CERTPHOTO_PRINT_PDF_PDF_DOCUMENT_H
#define CERTPHOTO_PRINT_PDF_PDF_DOCUMENT_H

#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>

#include "colour/icc_profile.h"
#include "drawing/drawing.h"
#include "jobs/pictures.h"
#include "pdf/pdf_fonts.h"
#include "pdf/pdf_writer.h"
#include "raster/device.h"

namespace certphoto::print {

struct PdfSettings {
  std::string title;
  std::string created;  // "2026-11-22T10:00:00Z"
  // A printer's profile makes the file PDF/X-4 (ISO 15930-7) with it as output intent.
  std::optional<IccProfile> output_intent;
};

// Pages are written as they are added; a photo is embedded once however often it is drawn. Memory does not
// grow with the photos but for one number each.
class PdfDocument {
 public:
  PdfDocument(ByteSink sink, PdfSettings settings);
  // The page is what the device prints, beyond the paper by its overscan; the paper is the TrimBox.
  void AddPage(const Drawing& drawing, const Device& device, Pictures& pictures);
  // Ends the file; a file without a page is an error (std::logic_error).
  void Finish();
  [[nodiscard]] std::size_t pages() const { return pages_.size(); }

 private:
  class Page;
  int ImageObject(std::uint64_t item, Pictures& pictures);
  [[nodiscard]] std::string InkOperator(const Ink& ink) const;
  void WriteIdentity(int catalog, int info);

  PdfWriter writer_;
  PdfSettings settings_;
  PdfFonts fonts_;
  int srgb_ = 0, tree_ = 0;
  std::vector<int> pages_;
  std::map<std::uint64_t, int> images_;
};

}  // namespace certphoto::print

#endif
