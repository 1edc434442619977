// Comma-separated tables as people and office programs write them (RFC 4180), read strictly: every mistake
// with its line.
#ifndef CERTPHOTO_ENGINE_CONFIG_CSV_H
#define CERTPHOTO_ENGINE_CONFIG_CSV_H

#include <cstddef>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/config/diagnostics.h"

namespace certphoto {

inline constexpr std::size_t kMaxCsvBytes = 64u << 20;  // about a million rows of two paths

struct CsvRow {
  int line = 0;                    // on which the row begins, from 1
  std::vector<std::string> cells;  // as many as the header has
};

struct CsvTable {
  std::string file;
  std::vector<std::string> header;
  std::vector<CsvRow> rows;

  // Where the columns of these names are, in the order asked for. Reports each that is missing, with the
  // nearest name that was not asked for; empty then.
  [[nodiscard]] std::vector<std::size_t> Columns(const std::vector<std::string>& names,
                                                 Diagnostics& problems) const;
};

// Commas between cells; quotes around a cell that holds commas, quotes (doubled) or line breaks; LF or CRLF;
// the first row names the columns, each name once; a byte-order mark and empty lines are ignored. Bytes are
// kept as they are: a path need not be UTF-8. A row with another number of cells than the header is reported
// and left out. `name` stands for the file in problems.
[[nodiscard]] CsvTable ParseCsv(std::string_view text, const std::string& name, Diagnostics& problems);

// A file of at most kMaxCsvBytes; empty when it cannot be read.
[[nodiscard]] std::optional<CsvTable> LoadCsvFile(const std::filesystem::path& file, Diagnostics& problems);

}  // namespace certphoto

#endif
