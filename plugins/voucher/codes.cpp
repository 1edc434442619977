#include "codes.h"

#define ZX_USE_UTF8 1  // its texts as std::string
#include <ZXing/ReadBarcode.h>

#include <algorithm>

#include "json_text.h"

namespace certphoto::voucher {
namespace {

constexpr std::size_t kMaxCodes = 16;        // a document has one or two
constexpr std::size_t kMaxCodeBytes = 8192;  // a QR code of version 40 holds 2953 bytes, PDF417 1108

}  // namespace

std::vector<std::string> read_codes(const cph::ImageView& image) {
  ZXing::DecodeHints hints;
  hints.setFormats(ZXing::BarcodeFormat::QRCode | ZXing::BarcodeFormat::Code128 |
                   ZXing::BarcodeFormat::PDF417);
  hints.setTryHarder(true);
  const auto format = image.channels() == 1   ? ZXing::ImageFormat::Lum
                      : image.channels() == 4 ? ZXing::ImageFormat::RGBX
                                              : ZXing::ImageFormat::RGB;
  const ZXing::ImageView view(image.row(0), image.width(), image.height(), format,
                              static_cast<int>(image.stride_bytes()));
  std::vector<std::string> out;
  for (const auto& result : ZXing::ReadBarcodes(view, hints)) {
    if (!result.isValid() || out.size() >= kMaxCodes) continue;
    auto text = result.text();
    if (text.empty() || text.size() > kMaxCodeBytes || std::find(out.begin(), out.end(), text) != out.end())
      continue;
    out.push_back(std::move(text));
  }
  return out;
}

void VoucherCodes::run(cph::Call& call) const {
  const auto json = json_array(read_codes(call.image(cph::fact::kSourceImage)));
  call.put_values<std::uint8_t>(kDocumentCodes, {std::int64_t(json.size())},
                                {reinterpret_cast<const std::uint8_t*>(json.data()), json.size()});
}

}  // namespace certphoto::voucher
