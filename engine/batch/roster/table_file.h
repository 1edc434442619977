// Tables as offices send them: CSV in UTF-8, UTF-16 or GBK, or an Excel workbook.
#ifndef CERTPHOTO_ENGINE_BATCH_ROSTER_TABLE_FILE_H
#define CERTPHOTO_ENGINE_BATCH_ROSTER_TABLE_FILE_H

#include <filesystem>
#include <optional>
#include <string>

#include "engine/base/unicode.h"
#include "engine/config/csv.h"

namespace certphoto {

// The table of a file of at most 64 MiB, told by its first bytes, not by its name; header and cells are UTF-8
// in normal form C without blanks at their ends. An apostrophe that keeps a cell from being taken for a
// formula is taken off. Empty, and reported, when the file cannot be read at all.
[[nodiscard]] std::optional<CsvTable> LoadTable(const std::filesystem::path& file, const std::string& sheet,
                                                TextEncoding encoding, Diagnostics& problems);
[[nodiscard]] std::optional<CsvTable> ParseTable(std::string_view bytes, const std::string& sheet,
                                                 TextEncoding encoding, const std::string& name,
                                                 Diagnostics& problems);

}  // namespace certphoto

#endif
