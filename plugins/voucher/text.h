// voucher.text: what is printed on the document, by Tesseract.
#ifndef CERTPHOTO_PLUGINS_VOUCHER_TEXT_H
#define CERTPHOTO_PLUGINS_VOUCHER_TEXT_H

#include <memory>
#include <string>

#include "codes.h"

namespace tesseract {
class TessBaseAPI;
}

namespace certphoto::voucher {

// u8 [n]: a JSON array of the lines, UTF-8; "[]" for a document with a code, whose text nobody needs to guess
// at.
inline constexpr auto kDocumentText = "document.text/1";

struct VoucherText {
  static constexpr auto kind = CPH_KIND_ANALYZER;
  static constexpr auto id = "voucher.text";
  static constexpr auto summary = "Printed text of a document without a code";
  static constexpr auto needs = cph::list(cph::fact::kSourceImage, kDocumentCodes);
  static constexpr auto gives = cph::list(kDocumentText);
  static constexpr std::array params{
      cph::text("languages", "chi_sim+eng", "Tesseract languages; their data must be installed")};

  explicit VoucherText(cph::Setup& setup);
  VoucherText(VoucherText&&) noexcept;
  ~VoucherText();
  void run(cph::Call& call) const;

 private:
  std::unique_ptr<tesseract::TessBaseAPI> reader_;
};

}  // namespace certphoto::voucher

#endif
