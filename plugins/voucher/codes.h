// voucher.codes: QR codes, Code 128 and PDF417 in the picture.
#ifndef CERTPHOTO_PLUGINS_VOUCHER_CODES_H
#define CERTPHOTO_PLUGINS_VOUCHER_CODES_H

#include <cstdint>
#include <string>
#include <vector>

#include "certphoto/facts.hpp"
#include "certphoto/plugin.hpp"

namespace certphoto::voucher {

// u8 [n]: a JSON array of the codes' texts, UTF-8, each text once, in reading order; "[]" when there are
// none.
inline constexpr auto kDocumentCodes = "document.codes/1";

// The codes of an 8-bit grey or RGB picture. Never throws for what is in the picture.
[[nodiscard]] std::vector<std::string> read_codes(const cph::ImageView& image);

struct VoucherCodes {
  static constexpr auto kind = CPH_KIND_ANALYZER;
  static constexpr auto id = "voucher.codes";
  static constexpr auto summary = "Texts of the QR, Code 128 and PDF417 codes in the picture";
  static constexpr auto threading = CPH_INSTANCE_PARALLEL;
  static constexpr auto needs = cph::list(cph::fact::kSourceImage);
  static constexpr auto gives = cph::list(kDocumentCodes);
  void run(cph::Call& call) const;
};

}  // namespace certphoto::voucher

#endif
