// A sheet of an Office Open XML workbook (.xlsx, ECMA-376) as a table.
#ifndef CERTPHOTO_ENGINE_BATCH_ROSTER_XLSX_H
#define CERTPHOTO_ENGINE_BATCH_ROSTER_XLSX_H

#include <string>
#include <string_view>

#include "engine/config/csv.h"

namespace certphoto {

inline constexpr std::size_t kMaxXlsxBytes = 64u << 20;       // of the file
inline constexpr std::size_t kMaxXlsxPartBytes = 256u << 20;  // of one part, unpacked
inline constexpr int kMaxXlsxRows = 200'000;
inline constexpr int kMaxXlsxColumns = 256;

// The rows of `sheet` (empty: the first one) below its first row that is not empty, which names the columns;
// a row's line is its number in the sheet. Texts and whole numbers are taken; a number that Excel has
// rounded (over 15 digits, as identity numbers typed without format "text" are), a formula's error value and
// a cell beyond the header's last column are reported. Document type declarations are refused, so no entity
// can be defined. Values are UTF-8. `name` stands for the file in problems.
[[nodiscard]] CsvTable ParseXlsx(std::string_view bytes, const std::string& sheet, const std::string& name,
                                 Diagnostics& problems);

}  // namespace certphoto

#endif
