// The report of a run as a table for spreadsheets: report.csv, RFC 4180 (CRLF, quotes doubled), UTF-8 with a
// byte order mark, without which Excel shows Chinese as rubbish. docs/results.md describes the columns.
#ifndef CERTPHOTO_ENGINE_REPORT_CSV_REPORT_H
#define CERTPHOTO_ENGINE_REPORT_CSV_REPORT_H

#include <string>
#include <string_view>
#include <vector>

#include "engine/report/photo_report.h"

namespace certphoto {

// The byte order mark and the header row: the photo's columns, then one for each rule.
[[nodiscard]] std::string CsvHeader(const RuleCatalogue& rules);

// One row, CRLF included.
[[nodiscard]] std::string CsvRow(const PhotoReport& report, const RuleCatalogue& rules);

// A cell. Text that a spreadsheet would take for a formula (it begins with = + - @, also full-width ones or
// after blanks, or with a quote) gets an apostrophe in front, which is taken off when reading back.
[[nodiscard]] std::string CsvText(std::string_view text);

// What a table begins with.
inline constexpr std::string_view kCsvByteOrderMark = "\xEF\xBB\xBF";

// A row of cells, each on one line; CRLF included.
[[nodiscard]] std::string CsvLine(const std::vector<std::string>& cells);

}  // namespace certphoto

#endif
