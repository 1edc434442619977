// Columns of text for people.
#ifndef CERTPHOTO_ENGINE_CLI_TABLE_H
#define CERTPHOTO_ENGINE_CLI_TABLE_H

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace certphoto::cli {

// Rows whose cells are padded to the widest of their column, two spaces apart; Chinese characters count as
// two columns. Cells are cleaned of control characters and of bytes that are no UTF-8.
class Table {
 public:
  Table() = default;
  explicit Table(std::vector<std::string> heading) { Add(std::move(heading)); }
  void Add(std::vector<std::string> row) { rows_.push_back(std::move(row)); }
  [[nodiscard]] std::string ToString() const;  // one line a row

 private:
  std::vector<std::vector<std::string>> rows_;
};

// Text from a file name, a plugin or a photo, safe for a terminal: control characters and broken UTF-8 become
// '?' or U+FFFD.
[[nodiscard]] std::string Printable(std::string_view text);

// "1 photo", "2 photos".
[[nodiscard]] std::string Count(std::size_t n, const std::string& one, const std::string& many = "");

// "12.3 MB"; 1 MB = 1,000,000 bytes.
[[nodiscard]] std::string Bytes(std::uint64_t bytes);

// `text` broken at spaces into lines of at most `columns`, each but the first led by `indent` spaces.
[[nodiscard]] std::string Wrap(std::string_view text, std::size_t columns, std::size_t indent);

// "  name      text", the text at column `column` and wrapped there; nothing for an empty text.
[[nodiscard]] std::string Field(const std::string& name, std::string_view text, std::size_t column);

}  // namespace certphoto::cli

#endif
