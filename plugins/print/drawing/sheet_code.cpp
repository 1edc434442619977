#include "drawing/sheet_code.h"

#include <qrencode.h>

#include <algorithm>
#include <cctype>
#include <cstdio>
#include <memory>
#include <stdexcept>

namespace certphoto::print {
namespace {

constexpr std::size_t kMaxIdLength = 24;

std::uint32_t Crc32(const std::string& text) {
  std::uint32_t crc = 0xFFFFFFFFu;
  for (const char c : text) {
    crc ^= static_cast<std::uint8_t>(c);
    for (int bit = 0; bit < 8; ++bit) crc = (crc >> 1) ^ ((crc & 1) != 0 ? 0xEDB88320u : 0u);
  }
  return ~crc;
}

std::string Upper(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](unsigned char c) { return static_cast<char>(std::toupper(c)); });
  return text;
}

}  // namespace

void CheckId(const std::string& what, const std::string& id) {
  const auto allowed = [](unsigned char c) { return std::isalnum(c) != 0 || c == '-' || c == '.'; };
  if (id.size() <= kMaxIdLength && std::all_of(id.begin(), id.end(), allowed)) return;
  throw std::invalid_argument(
      what + " must be at most 24 letters, digits, '-' or '.': it is printed in a code anybody can read");
}

std::string CodePayload(const SheetId& id) {
  const auto text = "CPS1/" + Upper(id.job) + "/" + Upper(id.batch) + "/" + std::to_string(id.sheet) + "/" +
                    std::to_string(id.of);
  char crc[16];
  std::snprintf(crc, sizeof crc, "/%08X", Crc32(text));
  return text + crc;
}

QrModules MakeQr(const std::string& text) {
  const std::unique_ptr<QRcode, void (*)(QRcode*)> code(
      QRcode_encodeString(text.c_str(), 0, QR_ECLEVEL_M, QR_MODE_8, 1), &QRcode_free);
  if (!code) throw std::length_error("a QR code cannot hold " + std::to_string(text.size()) + " characters");
  QrModules modules;
  modules.side = code->width;
  for (int i = 0; i < code->width * code->width; ++i) modules.dark.push_back((code->data[i] & 1) != 0);
  return modules;
}

}  // namespace certphoto::print
