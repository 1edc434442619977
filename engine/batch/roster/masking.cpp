#include "engine/batch/roster/masking.h"

#include <algorithm>
#include <vector>

#include "engine/base/unicode.h"
#include "engine/base/utf8.h"

namespace certphoto {
namespace {

std::vector<std::string_view> Characters(std::string_view text) {
  std::vector<std::string_view> out;
  for (std::size_t at = 0; at < text.size();) {
    const auto length = std::max<std::size_t>(1, Utf8SequenceLength(text, at));
    out.push_back(text.substr(at, length));
    at += length;
  }
  return out;
}

bool IsIgnored(std::string_view c) {
  for (const char* ignored : {" ", "\t", "\xE3\x80\x80", "\xC2\xA0", "·", "•", "・", "‧", "．"})
    if (c == ignored) return true;
  return false;
}

// Full-width ASCII (U+FF01..FF5E) as ASCII, and lower case for Latin letters.
std::string Folded(std::string_view c) {
  if (c.size() == 3 && c[0] == '\xEF') {
    const unsigned code = 0xF000u | (static_cast<unsigned>(static_cast<unsigned char>(c[1])) & 0x3F) << 6 |
                          (static_cast<unsigned>(static_cast<unsigned char>(c[2])) & 0x3F);
    if (code >= 0xFF01 && code <= 0xFF5E) return Folded(std::string(1, static_cast<char>(code - 0xFEE0)));
  }
  std::string out(c);
  if (out.size() == 1 && out[0] >= 'A' && out[0] <= 'Z') out[0] = static_cast<char>(out[0] - 'A' + 'a');
  return out;
}

std::vector<std::string> Comparable(std::string_view name) {
  const auto normal = NormalFormC(name);
  std::vector<std::string> out;
  for (const auto c : Characters(normal))
    if (!IsIgnored(c)) out.push_back(Folded(c));
  return out;
}

// `pattern` may hold "*"; a row of the usual table, so that no name costs more than its length squared.
bool Matches(const std::vector<std::string>& pattern, const std::vector<std::string>& text) {
  std::vector<char> row(text.size() + 1, 0), next(text.size() + 1, 0);
  row[0] = 1;
  for (const auto& p : pattern) {
    std::fill(next.begin(), next.end(), 0);
    for (std::size_t j = 1; j <= text.size(); ++j)
      next[j] = p == "*" ? static_cast<char>(row[j - 1] || next[j - 1])
                         : static_cast<char>(row[j - 1] && p == text[j - 1]);
    row.swap(next);
  }
  return row[text.size()] != 0;
}

}  // namespace

std::string MaskName(std::string_view name) {
  const auto characters = Characters(name);
  if (characters.size() <= 1) return std::string(name);
  std::string out(characters.front());
  if (characters.size() == 2) return out + '*';
  out.append(characters.size() - 2, '*');
  return out.append(characters.back());
}

std::string MaskNumber(std::string_view number) {
  const auto characters = Characters(number);
  const std::size_t shown = characters.size() > 4 ? 4 : characters.empty() ? 0 : 1;
  std::string out = characters.empty() ? "" : "****";
  for (std::size_t i = characters.size() - shown; i < characters.size(); ++i) out.append(characters[i]);
  return out;
}

bool NamesAgree(std::string_view roster, std::string_view seen) {
  const auto a = Comparable(roster), b = Comparable(seen);
  return !a.empty() && !b.empty() && a.size() <= 128 && b.size() <= 128 && Matches(a, b);
}

bool TextHasName(std::string_view roster, std::string_view text) {
  constexpr std::size_t kMaxTextCharacters = 20'000;
  auto pattern = Comparable(roster), all = Comparable(text);
  if (pattern.empty() || pattern.size() > 128 || all.size() > kMaxTextCharacters) return false;
  pattern.insert(pattern.begin(), "*");
  pattern.emplace_back("*");
  all.insert(all.begin(), "");  // so that the stars have something to stand for
  all.emplace_back("");
  return Matches(pattern, all);
}

std::string MaskFileName(std::string_view name) {
  const auto digit = [](std::string_view c) { return c.size() == 1 && c[0] >= '0' && c[0] <= '9'; };
  const auto chinese = [](std::string_view c) {
    return c.size() >= 3 && static_cast<unsigned char>(c[0]) >= 0xE3;
  };
  const auto characters = Characters(name);
  std::string out;
  for (std::size_t i = 0; i < characters.size();) {
    std::size_t end = i;
    std::string run;
    while (end < characters.size() && digit(characters[end])) run += characters[end++];
    if (run.size() >= 6) {
      if (end < characters.size() && (characters[end] == "X" || characters[end] == "x"))
        run += characters[end++];
      out += MaskNumber(run);
    } else if (run.empty()) {
      while (end < characters.size() && chinese(characters[end])) run += characters[end++];
      out += run.empty() ? std::string(characters[end++]) : MaskName(run);
    } else {
      out += run;
    }
    i = end;
  }
  return out;
}

}  // namespace certphoto
