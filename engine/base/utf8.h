// UTF-8: what is valid, and how many characters a piece of text has.
#ifndef CERTPHOTO_ENGINE_BASE_UTF8_H
#define CERTPHOTO_ENGINE_BASE_UTF8_H

#include <cstddef>
#include <string>
#include <string_view>

namespace certphoto {

// Bytes of the well-formed UTF-8 sequence that begins at `at` (1 to 4, Unicode 15 table 3-7: no overlong
// forms, no surrogates, at most U+10FFFF), or 0 when none does.
[[nodiscard]] std::size_t Utf8SequenceLength(std::string_view text, std::size_t at);

// Offset of the first byte that is not part of a well-formed sequence, or npos.
[[nodiscard]] std::size_t FindInvalidUtf8(std::string_view text);

[[nodiscard]] inline bool IsUtf8(std::string_view text) {
  return FindInvalidUtf8(text) == std::string_view::npos;
}

// Characters (code points); each ill-formed byte counts as one.
[[nodiscard]] std::size_t Utf8Length(std::string_view text);

// The first `count` characters at most.
[[nodiscard]] std::string_view Utf8Prefix(std::string_view text, std::size_t count);

// Columns of a fixed-width terminal: 2 for Chinese, Japanese and Korean characters and full-width forms,
// else 1.
[[nodiscard]] std::size_t Utf8Columns(std::string_view text);

// `text` with each ill-formed byte replaced by U+FFFD: for people to read, not to name files by.
[[nodiscard]] std::string Utf8Sanitized(std::string_view text);

}  // namespace certphoto

#endif
