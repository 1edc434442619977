#include "engine/batch/roster/xlsx.h"

#include <zip.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <memory>

#include "engine/batch/roster/xml_events.h"

namespace certphoto {
namespace {

constexpr std::size_t kMaxSharedStrings = 1'000'000;
constexpr std::size_t kMaxCellBytes = 32'767 * 4;  // a cell holds 32,767 characters
constexpr std::size_t kMaxCells = 4'000'000;
constexpr double kMaxExactDigits = 1e15;  // Excel keeps 15 digits

using Row = std::vector<std::string>;

class Workbook {
 public:
  Workbook(std::string_view bytes, const std::string& name, Diagnostics& problems)
      : name_(name), problems_(problems) {
    zip_error_t error;
    zip_error_init(&error);
    if (auto* source = zip_source_buffer_create(bytes.data(), bytes.size(), 0, &error)) {
      archive_.reset(zip_open_from_source(source, ZIP_RDONLY, &error));
      if (!archive_) zip_source_free(source);
    }
    if (!archive_) Problem(0, std::string("is no .xlsx workbook: ") + zip_error_strerror(&error));
    zip_error_fini(&error);
  }

  CsvTable Read(const std::string& sheet) {
    CsvTable table{name_, {}, {}};
    if (!archive_) return table;
    const auto part = PartOf(sheet);
    if (!part || !ReadSharedStrings()) return table;
    ReadSheet(*part, table);
    if (table.header.empty() && !broken_)
      Problem(0, "the sheet is empty; its first row must name the columns");
    return table;
  }

 private:
  void Problem(int line, std::string message) { problems_.Add({name_, line, 0}, std::move(message)); }
  bool Broken(const std::string& part, const std::string& why) {
    broken_ = true;
    Problem(0, part + " in the workbook cannot be read: " + why);
    return false;
  }

  // Reads to the limit whatever size the directory of the archive claims.
  std::optional<std::string> Unpack(const std::string& part, bool required) {
    const std::unique_ptr<zip_file_t, decltype(&zip_fclose)> file(
        zip_fopen(archive_.get(), part.c_str(), ZIP_FL_NOCASE), &zip_fclose);
    if (!file) {
      if (required) Broken(part, zip_strerror(archive_.get()));
      return std::nullopt;
    }
    std::string out;
    char block[1 << 16];
    while (true) {
      const auto got = zip_fread(file.get(), block, sizeof block);
      if (got < 0) return Broken(part, zip_file_strerror(file.get())), std::nullopt;
      if (got == 0) return out;
      out.append(block, static_cast<std::size_t>(got));
      if (out.size() > kMaxXlsxPartBytes) return Broken(part, "it is over 256 MiB unpacked"), std::nullopt;
    }
  }

  // The part that holds the sheet of that name.
  std::optional<std::string> PartOf(const std::string& sheet) {
    const auto workbook = Unpack("xl/workbook.xml", true);
    const auto relations = workbook ? Unpack("xl/_rels/workbook.xml.rels", true) : std::nullopt;
    if (!relations) return std::nullopt;
    std::vector<std::pair<std::string, std::string>> sheets;  // name, relation
    XmlEvents events{
        [&](std::string_view name, const XmlEvents::Attributes& a) -> std::optional<std::string> {
          if (name == "sheet" && a.contains("name") && a.contains("id"))
            sheets.emplace_back(a.at("name"), a.at("id"));
          return std::nullopt;
        },
        [](std::string_view) { return std::nullopt; }, [](std::string_view) {}};
    if (auto wrong = ReadXml(*workbook, events)) return Broken("xl/workbook.xml", *wrong), std::nullopt;
    std::map<std::string, std::string> targets;
    events.begin = [&](std::string_view name, const XmlEvents::Attributes& a) -> std::optional<std::string> {
      if (name == "Relationship" && a.contains("Id") && a.contains("Target"))
        targets[a.at("Id")] = a.at("Target");
      return std::nullopt;
    };
    if (auto wrong = ReadXml(*relations, events))
      return Broken("xl/_rels/workbook.xml.rels", *wrong), std::nullopt;
    std::vector<std::string> names;
    for (const auto& [name, id] : sheets) {
      names.push_back(name);
      if (!sheet.empty() && name != sheet) continue;
      const auto it = targets.find(id);
      if (it == targets.end()) return Broken("xl/workbook.xml", "the sheet has no part"), std::nullopt;
      return it->second.starts_with('/') ? it->second.substr(1) : "xl/" + it->second;
    }
    broken_ = true;
    Problem(0, sheet.empty() ? "the workbook has no sheet"
                             : "there is no sheet " + Quoted(sheet) + DidYouMean(sheet, names));
    return std::nullopt;
  }

  bool ReadSharedStrings() {
    const auto part = Unpack("xl/sharedStrings.xml", false);
    if (!part) return !broken_;
    bool in_text = false;
    int phonetic = 0;
    XmlEvents events;
    events.begin = [&](std::string_view name, const XmlEvents::Attributes&) -> std::optional<std::string> {
      if (name == "si") {
        if (shared_.size() >= kMaxSharedStrings) return "it has over a million texts";
        shared_.emplace_back();
      }
      if (name == "rPh") ++phonetic;
      in_text = name == "t" && phonetic == 0;
      return std::nullopt;
    };
    events.end = [&](std::string_view name) -> std::optional<std::string> {
      if (name == "rPh") --phonetic;
      in_text = false;
      return std::nullopt;
    };
    events.text = [&](std::string_view text) {
      if (in_text && !shared_.empty() && shared_.back().size() < kMaxCellBytes) shared_.back() += text;
    };
    if (auto wrong = ReadXml(*part, events)) return Broken("xl/sharedStrings.xml", *wrong);
    return true;
  }

  // 0 for A; empty for what is no cell's place.
  static std::optional<int> ColumnOf(std::string_view place) {
    int column = 0;
    std::size_t i = 0;
    for (; i < place.size() && place[i] >= 'A' && place[i] <= 'Z' && i < 4; ++i)
      column = column * 26 + (place[i] - 'A' + 1);
    if (i == 0 || column > kMaxXlsxColumns) return std::nullopt;
    return column - 1;
  }

  std::string NumberText(const std::string& raw, int line, int column) {
    double value = 0;
    const auto [end, error] = std::from_chars(raw.data(), raw.data() + raw.size(), value);
    if (error != std::errc{} || end != raw.data() + raw.size() || !std::isfinite(value)) return raw;
    if (value != std::round(value)) return raw;
    if (std::abs(value) >= kMaxExactDigits) {
      Problem(line,
              "the number in column " + std::to_string(column + 1) +
                  " has over 15 digits, which Excel rounds; format the column as text and enter it again");
      return raw;
    }
    return std::to_string(static_cast<long long>(value));
  }

  std::string CellText(const std::string& type, const std::string& raw, int line, int column) {
    if (type == "s") {
      std::size_t index = 0;
      const auto [end, error] = std::from_chars(raw.data(), raw.data() + raw.size(), index);
      if (error == std::errc{} && end == raw.data() + raw.size() && index < shared_.size())
        return shared_[index];
      Problem(line, "column " + std::to_string(column + 1) + " refers to a text that is not in the workbook");
      return "";
    }
    if (type == "e") {
      Problem(line, "column " + std::to_string(column + 1) + " holds the error " + Quoted(raw));
      return "";
    }
    if (type == "inlineStr" || type == "str" || type == "b" || type == "d") return raw;
    return raw.empty() ? "" : NumberText(raw, line, column);
  }

  void TakeRow(Row row, int line, CsvTable& table) {
    while (!row.empty() && row.back().empty()) row.pop_back();
    if (row.empty()) return;
    if (table.header.empty()) {
      for (std::size_t i = 0; i < row.size(); ++i)
        if (std::find(row.begin(), row.begin() + static_cast<std::ptrdiff_t>(i), row[i]) !=
            row.begin() + static_cast<std::ptrdiff_t>(i))
          Problem(line, "two columns are named " + Quoted(row[i]));
      table.header = std::move(row);
      return;
    }
    if (row.size() > table.header.size())
      return Problem(line, "this row has " + std::to_string(row.size()) + " cells, the header has " +
                               std::to_string(table.header.size()));
    row.resize(table.header.size());
    table.rows.push_back({line, std::move(row)});
  }

  void ReadSheet(const std::string& part, CsvTable& table) {
    const auto text = Unpack(part, true);
    if (!text) return;
    Row row;
    int line = 0, column = -1;
    std::size_t cells = 0;
    std::string type, raw;
    bool in_value = false;
    XmlEvents events;
    events.begin = [&](std::string_view name, const XmlEvents::Attributes& a) -> std::optional<std::string> {
      if (name == "row") {
        row.clear();
        column = -1;
        ++line;
        if (const auto it = a.find("r"); it != a.end()) {
          int stated = 0;
          const auto [end, error] =
              std::from_chars(it->second.data(), it->second.data() + it->second.size(), stated);
          if (error == std::errc{} && stated >= line) line = stated;
        }
        if (table.rows.size() >= kMaxXlsxRows) return "it has over 200,000 rows; split it";
      } else if (name == "c") {
        const auto it = a.find("r");
        const auto place = it == a.end() ? std::optional(column + 1) : ColumnOf(it->second);
        if (!place || *place >= kMaxXlsxColumns) return "it has a cell beyond column 256";
        column = *place;
        type = a.contains("t") ? a.at("t") : "";
        raw.clear();
        if (++cells > kMaxCells) return "it has over four million cells";
      }
      in_value = name == "v" || name == "t";
      return std::nullopt;
    };
    events.end = [&](std::string_view name) -> std::optional<std::string> {
      in_value = false;
      if (name == "c" && column >= 0) {
        if (row.size() <= static_cast<std::size_t>(column)) row.resize(static_cast<std::size_t>(column) + 1);
        row[static_cast<std::size_t>(column)] = CellText(type, raw, line, column);
      } else if (name == "row") {
        TakeRow(std::move(row), line, table);
        row = {};
      }
      return std::nullopt;
    };
    events.text = [&](std::string_view piece) {
      if (in_value && raw.size() < kMaxCellBytes) raw += piece;
    };
    if (auto wrong = ReadXml(*text, events)) Broken(part, *wrong);
  }

  std::string name_;
  Diagnostics& problems_;
  std::unique_ptr<zip_t, decltype(&zip_discard)> archive_{nullptr, &zip_discard};
  std::vector<std::string> shared_;
  bool broken_ = false;
};

}  // namespace

CsvTable ParseXlsx(std::string_view bytes, const std::string& sheet, const std::string& name,
                   Diagnostics& problems) {
  if (bytes.size() > kMaxXlsxBytes) {
    problems.Add({name, 0, 0}, "is larger than 64 MiB; split it");
    return {name, {}, {}};
  }
  return Workbook(bytes, name, problems).Read(sheet);
}

}  // namespace certphoto
