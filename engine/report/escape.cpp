#include "engine/report/escape.h"

#include <algorithm>

#include "engine/base/utf8.h"

namespace certphoto {
namespace {

constexpr char kHex[] = "0123456789ABCDEF";

// A C0 or C1 control or DEL; terminals act on them.
bool IsControl(std::string_view sequence) {
  const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(sequence[i]); };
  if (sequence.size() == 1) return byte(0) < 0x20 || byte(0) == 0x7F;
  return sequence.size() == 2 && byte(0) == 0xC2 && byte(1) < 0xA0;
}

int HexDigit(char c) {
  if (c >= '0' && c <= '9') return c - '0';
  if (c >= 'A' && c <= 'F') return c - 'A' + 10;
  return -1;
}

}  // namespace

std::string EscapeName(std::string_view name) {
  std::string out;
  out.reserve(name.size());
  for (std::size_t at = 0; at < name.size();) {
    const std::size_t length = Utf8SequenceLength(name, at);
    const std::string_view sequence = name.substr(at, std::max<std::size_t>(1, length));
    at += sequence.size();
    if (sequence == "\\") {
      out += "\\\\";
    } else if (length > 0 && !IsControl(sequence)) {
      out += sequence;
    } else {
      for (const char c : sequence) {
        const auto byte = static_cast<unsigned char>(c);
        out += "\\x";
        out += kHex[byte >> 4];
        out += kHex[byte & 15];
      }
    }
  }
  return out;
}

std::string UnescapeName(std::string_view escaped) {
  std::string out;
  out.reserve(escaped.size());
  for (std::size_t i = 0; i < escaped.size(); ++i) {
    const std::string_view rest = escaped.substr(i);
    if (rest.starts_with("\\\\")) {
      out += '\\';
      i += 1;
    } else if (rest.size() >= 4 && rest.starts_with("\\x") && HexDigit(rest[2]) >= 0 &&
               HexDigit(rest[3]) >= 0) {
      out += static_cast<char>(HexDigit(rest[2]) * 16 + HexDigit(rest[3]));
      i += 3;
    } else {
      out += escaped[i];
    }
  }
  return out;
}

std::string OneLine(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t length = Utf8SequenceLength(text, at);
    const std::string_view sequence = text.substr(at, std::max<std::size_t>(1, length));
    at += sequence.size();
    out += length == 0           ? std::string_view("\xEF\xBF\xBD")
           : IsControl(sequence) ? std::string_view(" ")
                                 : sequence;
  }
  return out;
}

}  // namespace certphoto
