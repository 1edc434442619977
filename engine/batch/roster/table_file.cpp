#include "engine/batch/roster/table_file.h"

#include "engine/batch/roster/xlsx.h"
#include "engine/batch/runner.h"

namespace certphoto {
namespace {

std::string CleanCell(const std::string& cell) {
  std::string_view text = Trimmed(cell);
  if (text.size() > 1 && text[0] == '\'') text.remove_prefix(1);
  return NormalFormC(text);
}

}  // namespace

std::optional<CsvTable> ParseTable(std::string_view bytes, const std::string& sheet, TextEncoding encoding,
                                   const std::string& name, Diagnostics& problems) {
  CsvTable table;
  if (bytes.starts_with("PK\x03\x04") || bytes.starts_with("PK\x05\x06")) {
    table = ParseXlsx(bytes, sheet, name, problems);
  } else if (bytes.starts_with("\xD0\xCF\x11\xE0")) {
    problems.Add({name, 0, 0}, "is an old Excel workbook (.xls); save it as .xlsx or as CSV");
    return std::nullopt;
  } else {
    const auto text = DecodeText(bytes, encoding);
    if (!text) {
      problems.Add(
          {name, 0, 0},
          "is neither UTF-8 nor GBK text nor an .xlsx workbook, or not of the encoding the job states");
      return std::nullopt;
    }
    table = ParseCsv(*text, name, problems);
  }
  for (auto& cell : table.header) cell = CleanCell(cell);
  for (auto& row : table.rows)
    for (auto& cell : row.cells) cell = CleanCell(cell);
  return table;
}

std::optional<CsvTable> LoadTable(const std::filesystem::path& file, const std::string& sheet,
                                  TextEncoding encoding, Diagnostics& problems) {
  const auto bytes = ReadFileBytes(file, kMaxXlsxBytes);
  if (!bytes) {
    problems.Add({file.string(), 0, 0}, bytes.error().code == ErrorCode::kLimit
                                            ? "is larger than 64 MiB; split it"
                                            : bytes.error().message);
    return std::nullopt;
  }
  return ParseTable({reinterpret_cast<const char*>(bytes->data()), bytes->size()}, sheet, encoding,
                    file.string(), problems);
}

}  // namespace certphoto
