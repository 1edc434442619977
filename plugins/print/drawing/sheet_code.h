// The code that tells a scanner which sheet it sees: a QR code with the job's, batch's and sheet's ids.
#ifndef CERTPHOTO_PRINT_DRAWING_SHEET_CODE_H
#define CERTPHOTO_PRINT_DRAWING_SHEET_CODE_H

#include <cstdint>
#include <string>
#include <vector>

namespace certphoto::print {

// Ids are opaque: no name, no number of a person goes into a code that anybody can scan.
struct SheetId {
  std::string job, batch;
  std::uint32_t sheet = 0, of = 0;
};

// Letters, digits, '-' and '.', at most 24: what is left of an id in a code. Throws std::invalid_argument
// naming it otherwise.
void CheckId(const std::string& what, const std::string& id);

// "CPS1/JOB/BATCH/SHEET/OF/CRC": upper case, so that QR's alphanumeric mode holds it; CRC-32 (ISO 3309) of
// what stands before its slash, eight hexadecimal digits.
[[nodiscard]] std::string CodePayload(const SheetId& id);

struct QrModules {
  int side = 0;
  std::vector<bool> dark;  // row by row
};

// ISO/IEC 18004, error correction level M, smallest version that holds the text. Throws std::length_error
// when none does.
[[nodiscard]] QrModules MakeQr(const std::string& text);

inline constexpr int kQuietZoneModules = 4;  // ISO/IEC 18004, 6.3.8

}  // namespace certphoto::print

#endif
