// Comma-separated values for people who open them in a spreadsheet.
#ifndef CERTPHOTO_PRINT_JOBS_CSV_H
#define CERTPHOTO_PRINT_JOBS_CSV_H

#include <string>
#include <string_view>
#include <vector>

namespace certphoto::print {

// RFC 4180, with a byte order mark before the first line so that spreadsheets read UTF-8.
inline constexpr std::string_view kCsvStart = "\xEF\xBB\xBF";

// A row with its line end. A text that a spreadsheet would take for a formula gets an apostrophe before it.
[[nodiscard]] inline std::string CsvRow(const std::vector<std::string>& fields) {
  std::string row;
  for (const auto& field : fields) {
    if (!row.empty()) row += ',';
    const bool number = !field.empty() && field.find_first_not_of("-.0123456789") == std::string::npos;
    const bool formula =
        !field.empty() && !number && std::string_view("=+-@\t").find(field.front()) != std::string_view::npos;
    const bool quoted = formula || field.find_first_of(",\"\r\n") != std::string::npos || field.empty();
    if (!quoted) {
      row += field;
      continue;
    }
    row += '"';
    if (formula) row += '\'';
    for (const char c : field) row += c == '"' ? std::string("\"\"") : std::string(1, c);
    row += '"';
  }
  return row + "\r\n";
}

}  // namespace certphoto::print

#endif
