#include "engine/config/csv.h"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>

namespace certphoto {
namespace {

class Parser {
 public:
  Parser(std::string_view text, const std::string& name, Diagnostics& problems)
      : text_(text), name_(name), problems_(problems) {
    if (text_.starts_with("\xEF\xBB\xBF")) text_.remove_prefix(3);
  }

  CsvTable Parse() {
    CsvTable table{name_, {}, {}};
    while (at_ < text_.size()) {
      CsvRow row = ReadRow();
      if (row.cells.size() == 1 && row.cells[0].empty()) continue;  // an empty line
      if (table.header.empty()) {
        SetHeader(std::move(row), table);
      } else if (row.cells.size() != table.header.size()) {
        Problem(row.line, "this row has " + std::to_string(row.cells.size()) + " cells, the header has " +
                              std::to_string(table.header.size()));
      } else {
        table.rows.push_back(std::move(row));
      }
    }
    if (table.header.empty()) Problem(0, "the file is empty; its first row must name the columns");
    return table;
  }

 private:
  void Problem(int line, std::string message) { problems_.Add({name_, line, 0}, std::move(message)); }

  void SetHeader(CsvRow row, CsvTable& table) {
    for (std::size_t i = 0; i < row.cells.size(); ++i)
      if (std::find(row.cells.begin(), row.cells.begin() + static_cast<std::ptrdiff_t>(i), row.cells[i]) !=
          row.cells.begin() + static_cast<std::ptrdiff_t>(i))
        Problem(row.line, "two columns are named " + Quoted(row.cells[i]));
    table.header = std::move(row.cells);
  }

  CsvRow ReadRow() {
    CsvRow row;
    row.line = line_;
    do {
      row.cells.push_back(ReadCell());
    } while (Skip(','));
    Skip('\r');
    if (Skip('\n')) ++line_;
    return row;
  }

  std::string ReadCell() {
    if (Skip('"')) return ReadQuotedCell();
    const auto begin = at_;
    while (at_ < text_.size() && text_[at_] != ',' && text_[at_] != '\n' && !AtCrLf()) {
      if (text_[at_] == '"') {
        Problem(line_,
                "a quote inside a cell that does not begin with one; quote the whole cell and double the "
                "quotes in it");
        SkipToLineEnd();
        break;
      }
      ++at_;
    }
    return std::string(text_.substr(begin, at_ - begin));
  }

  std::string ReadQuotedCell() {
    const int begin_line = line_;
    std::string cell;
    while (at_ < text_.size()) {
      const char c = text_[at_++];
      if (c == '\n') ++line_;
      if (c != '"') {
        cell += c;
      } else if (Skip('"')) {
        cell += '"';
      } else {
        if (at_ < text_.size() && text_[at_] != ',' && text_[at_] != '\n' && !AtCrLf()) {
          Problem(line_, "text after the quote that ends a cell; double the quotes inside it");
          SkipToLineEnd();
        }
        return cell;
      }
    }
    Problem(begin_line, "the quote that begins a cell here is never closed");
    return cell;
  }

  bool AtCrLf() const { return text_[at_] == '\r' && (at_ + 1 == text_.size() || text_[at_ + 1] == '\n'); }
  void SkipToLineEnd() {
    while (at_ < text_.size() && text_[at_] != '\n') ++at_;
  }
  bool Skip(char c) {
    if (at_ >= text_.size() || text_[at_] != c) return false;
    ++at_;
    return true;
  }

  std::string_view text_;
  const std::string& name_;
  Diagnostics& problems_;
  std::size_t at_ = 0;
  int line_ = 1;
};

}  // namespace

std::vector<std::size_t> CsvTable::Columns(const std::vector<std::string>& names,
                                           Diagnostics& problems) const {
  std::vector<std::string> others;  // what a misspelt name may be hiding among
  for (const auto& column : header)
    if (std::find(names.begin(), names.end(), column) == names.end()) others.push_back(column);
  std::vector<std::size_t> columns;
  for (const auto& name : names) {
    const auto it = std::find(header.begin(), header.end(), name);
    if (it != header.end())
      columns.push_back(static_cast<std::size_t>(it - header.begin()));
    else
      problems.Add({file, 1, 0}, "there is no column " + Quoted(name) + DidYouMean(name, others));
  }
  if (columns.size() != names.size()) columns.clear();
  return columns;
}

CsvTable ParseCsv(std::string_view text, const std::string& name, Diagnostics& problems) {
  return Parser(text, name, problems).Parse();
}

std::optional<CsvTable> LoadCsvFile(const std::filesystem::path& file, Diagnostics& problems) {
  const Place place{file.string(), 0, 0};
  std::error_code failed;
  if (std::filesystem::is_directory(file, failed)) {
    problems.Add(place, "is a folder; name a CSV file");
    return std::nullopt;
  }
  std::ifstream in(file, std::ios::binary);
  if (!in) {
    problems.Add(place, std::string("cannot be read: ") + std::strerror(errno));
    return std::nullopt;
  }
  // Read to the limit and no further, whatever kind of file it is: a pipe has no size to look at.
  std::string text;
  for (char block[1 << 16]; in && text.size() <= kMaxCsvBytes;) {
    in.read(block, sizeof block);
    text.append(block, static_cast<std::size_t>(in.gcount()));
  }
  if (text.size() > kMaxCsvBytes) {
    problems.Add(place, "is larger than " + std::to_string(kMaxCsvBytes) + " bytes; split it");
    return std::nullopt;
  }
  return ParseCsv(text, file.string(), problems);
}

}  // namespace certphoto
