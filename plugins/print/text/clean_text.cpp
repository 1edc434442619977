#include "text/clean_text.h"

#include <glib.h>

#include <cstdio>
#include <vector>

namespace certphoto::print {
namespace {

constexpr char32_t kReplacement = 0xFFFD;

// Unicode's bidirectional embeddings, overrides and isolates, line and paragraph separators.
bool IsLayoutControl(char32_t c) {
  return (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) || c == 0x2028 || c == 0x2029 ||
         c == 0x200E || c == 0x200F || c == 0x061C;
}

bool IsControl(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || IsLayoutControl(c);
}

// A base character with the combining marks and selectors that follow it.
std::vector<std::u32string> Characters(std::string_view clean) {
  std::vector<std::u32string> out;
  for (const char32_t c : ToCodePoints(clean)) {
    const bool joins = g_unichar_combining_class(c) != 0 || g_unichar_ismark(c) || c == 0x200D ||
                       (c >= 0xE0100 && c <= 0xE01EF);
    if (joins && !out.empty()) {
      out.back() += c;
    } else {
      out.emplace_back(1, c);
    }
  }
  return out;
}

}  // namespace

std::u32string ToCodePoints(std::string_view text) {
  std::u32string out;
  const char* p = text.data();
  const char* const end = p + text.size();
  while (p < end) {
    // GLib takes a NUL for the end of the text.
    const gunichar c = *p == '\0' ? 0 : g_utf8_get_char_validated(p, end - p);
    if (c == static_cast<gunichar>(-1) || c == static_cast<gunichar>(-2)) {
      out += kReplacement;
      ++p;
    } else {
      out += static_cast<char32_t>(c);
      p = g_utf8_next_char(p);
    }
  }
  return out;
}

std::string ToUtf8(std::u32string_view text) {
  std::string out;
  for (const char32_t c : text) {
    char bytes[6];
    out.append(bytes, static_cast<std::size_t>(g_unichar_to_utf8(c, bytes)));
  }
  return out;
}

std::string CleanText(std::string_view text) {
  std::u32string out;
  // Four bytes a code point at most, and one code point more than we keep tells that there are more.
  for (char32_t c : ToCodePoints(text.substr(0, 4 * (kMaxTextLength + 1)))) {
    if (IsControl(c)) c = U' ';
    if (c == U' ' && (out.empty() || out.back() == U' ')) continue;
    out += c;
  }
  while (!out.empty() && out.back() == U' ') out.pop_back();
  if (out.size() > kMaxTextLength) {
    out.resize(kMaxTextLength - 1);
    out += U'…';
  }
  return ToUtf8(out);
}

std::string CodePointName(char32_t c) {
  char text[16];
  std::snprintf(text, sizeof text, "U+%04X", static_cast<unsigned>(c));
  return text;
}

std::string MaskName(std::string_view clean) {
  const auto characters = Characters(clean);
  std::string out;
  for (std::size_t i = 0; i < characters.size(); ++i) {
    const bool shown = i == 0 || (i + 1 == characters.size() && characters.size() > 2);
    out += shown ? ToUtf8(characters[i]) : "*";
  }
  return out;
}

std::string MaskNumber(std::string_view clean) {
  const auto characters = Characters(clean);
  std::string out;
  for (std::size_t i = 0; i < characters.size(); ++i)
    out += i + 4 >= characters.size() && characters.size() > 4 ? ToUtf8(characters[i]) : "*";
  return out;
}

}  // namespace certphoto::print
