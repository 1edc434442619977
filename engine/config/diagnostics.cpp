#include "engine/config/diagnostics.h"

#include <algorithm>
#include <array>
#include <tuple>
#include <utility>

#include "engine/base/utf8.h"

namespace certphoto {
namespace {

constexpr std::size_t kLongestWord = 64;  // no key or id of ours comes near; bounds the table below
constexpr std::size_t kQuotedCharacters = 60;

std::string Lower(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

}  // namespace

std::string Place::ToString() const {
  if (line == 0) return file;
  return file + ":" + std::to_string(line) + ":" + std::to_string(column);
}

void Diagnostics::Add(Place place, std::string message) {
  all_.push_back({std::move(place), std::move(message)});
}

std::vector<Diagnostic> Diagnostics::Sorted() const {
  std::vector<Diagnostic> sorted = all_;
  std::stable_sort(sorted.begin(), sorted.end(), [](const Diagnostic& a, const Diagnostic& b) {
    return std::tie(a.place.file, a.place.line, a.place.column) <
           std::tie(b.place.file, b.place.line, b.place.column);
  });
  return sorted;
}

std::string Diagnostics::ToString() const {
  std::string out;
  for (const Diagnostic& d : Sorted()) {
    if (!out.empty()) out += '\n';
    out += d.place.ToString() + ": " + d.message;
  }
  return out;
}

Error Diagnostics::ToError() const {
  return {ErrorCode::kInvalid, ToString()};
}

std::size_t EditDistance(std::string_view a, std::string_view b) {
  if (a.size() > kLongestWord || b.size() > kLongestWord) return kLongestWord;
  using Row = std::array<std::size_t, kLongestWord + 1>;
  Row before{}, previous{}, row{};
  for (std::size_t j = 0; j <= b.size(); ++j) previous[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replace = previous[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
      row[j] = std::min({previous[j] + 1, row[j - 1] + 1, replace});
      if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
        row[j] = std::min(row[j], before[j - 2] + 1);
    }
    before = previous;
    previous = row;
  }
  return previous[b.size()];
}

std::string NearMiss(std::string_view word, const std::vector<std::string>& known) {
  const std::string lower = Lower(word);
  std::size_t best = 1 + word.size() / 4 + 1;
  std::string nearest;
  for (const std::string& name : known) {
    const std::size_t distance = EditDistance(lower, Lower(name));
    // A name of which nothing is kept is no near miss ("id" for "on").
    if (distance < best && distance < std::max(lower.size(), name.size())) {
      best = distance;
      nearest = name;
    }
  }
  return nearest;
}

std::string DidYouMean(std::string_view word, const std::vector<std::string>& known) {
  const std::string near = NearMiss(word, known);
  return near.empty() ? "" : "; did you mean '" + near + "'?";
}

std::string JoinOr(const std::vector<std::string>& words) {
  std::string out;
  for (std::size_t i = 0; i < words.size(); ++i) {
    if (i > 0) out += i + 1 == words.size() ? " or " : ", ";
    out += words[i];
  }
  return out;
}

std::string Quoted(std::string_view text) {
  constexpr char kHex[] = "0123456789abcdef";
  const std::string_view shown = Utf8Prefix(text, kQuotedCharacters);
  std::string out = "'";
  for (const char c : Utf8Sanitized(shown)) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '\n') {
      out += "\\n";
    } else if (byte < 0x20 || byte == 0x7F) {
      out += "\\x";
      out += kHex[byte >> 4];
      out += kHex[byte & 15];
    } else {
      out += c;
    }
  }
  return out + (shown.size() < text.size() ? "…'" : "'");
}

}  // namespace certphoto
