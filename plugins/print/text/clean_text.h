// Texts of a roster are not ours: what may go onto paper of them.
#ifndef CERTPHOTO_PRINT_TEXT_CLEAN_TEXT_H
#define CERTPHOTO_PRINT_TEXT_CLEAN_TEXT_H

#include <string>
#include <string_view>

namespace certphoto::print {

// Code points at most kMaxTextLength, then "…": longer than any name in a register, short enough to set.
inline constexpr std::size_t kMaxTextLength = 200;

// Valid UTF-8 of one line: what is not valid becomes U+FFFD; control characters, line ends and the characters
// that override the direction of writing become one space; spaces at the ends are dropped.
[[nodiscard]] std::string CleanText(std::string_view text);

[[nodiscard]] std::u32string ToCodePoints(std::string_view clean);
[[nodiscard]] std::string ToUtf8(std::u32string_view text);

// "U+20BB7", as findings name a character.
[[nodiscard]] std::string CodePointName(char32_t c);

// For strangers' eyes: the first and last character of a name (of one of two characters the first only), the
// last four of a number; the rest "*". The length shows. (As the collection code of 教学服〔2022〕10号 masks,
// standards.md 1.5.)
[[nodiscard]] std::string MaskName(std::string_view clean);
[[nodiscard]] std::string MaskNumber(std::string_view clean);

}  // namespace certphoto::print

#endif
