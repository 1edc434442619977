#include "engine/cli/table.h"

#include <algorithm>
#include <cstdint>
#include <cstdio>

#include "engine/base/utf8.h"

namespace certphoto::cli {

std::string Printable(std::string_view text) {
  std::string out = Utf8Sanitized(text);
  for (char& c : out)
    if (static_cast<unsigned char>(c) < 0x20 || c == 0x7f) c = '?';
  return out;
}

std::string Table::ToString() const {
  std::vector<std::size_t> widths;
  std::vector<std::vector<std::string>> clean;
  for (const auto& row : rows_) {
    auto& cells = clean.emplace_back();
    for (std::size_t c = 0; c < row.size(); ++c) {
      cells.push_back(Printable(row[c]));
      if (c >= widths.size()) widths.push_back(0);
      if (c + 1 < row.size()) widths[c] = std::max(widths[c], Utf8Columns(cells.back()));
    }
  }
  std::string out;
  for (const auto& cells : clean) {
    std::string line;
    for (std::size_t c = 0; c < cells.size(); ++c) {
      line += cells[c];
      if (c + 1 < cells.size()) line.append(widths[c] - Utf8Columns(cells[c]) + 2, ' ');
    }
    line.erase(line.find_last_not_of(' ') + 1);
    out += line + '\n';
  }
  return out;
}

std::string Count(std::size_t n, const std::string& one, const std::string& many) {
  return std::to_string(n) + ' ' + (n == 1 ? one : many.empty() ? one + 's' : many);
}

std::string Bytes(std::uint64_t bytes) {
  char text[32];
  if (bytes < 1'000'000)
    std::snprintf(text, sizeof text, "%.1f kB", double(bytes) / 1e3);
  else
    std::snprintf(text, sizeof text, "%.1f MB", double(bytes) / 1e6);
  return text;
}

std::string Wrap(std::string_view text, std::size_t columns, std::size_t indent) {
  std::string out, line;
  const auto flush = [&] {
    if (!out.empty()) out += '\n' + std::string(indent, ' ');
    out += line;
    line.clear();
  };
  std::size_t at = 0;
  while (at < text.size()) {
    const auto end = std::min(text.find(' ', at), text.size());
    const auto word = text.substr(at, end - at);
    if (!line.empty() && Utf8Columns(line) + 1 + Utf8Columns(word) > columns) flush();
    if (word.empty()) {
      at = end + 1;
      continue;
    }
    if (!line.empty()) line += ' ';
    line += word;
    at = end + 1;
  }
  flush();
  return out;
}

std::string Field(const std::string& name, std::string_view text, std::size_t column) {
  constexpr std::size_t kColumns = 90;  // of text: longer lines are hard to follow
  if (text.empty()) return "";
  std::string out = "  " + name;
  out.append(std::max<std::size_t>(column, out.size() + 2) - out.size(), ' ');
  std::string line(text);
  std::replace(line.begin(), line.end(), '\n', ' ');  // paragraphs of a YAML text; Wrap breaks it anew
  return out + Wrap(Printable(line), kColumns, column) + '\n';
}

}  // namespace certphoto::cli
