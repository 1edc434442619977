#include "engine/report/render_note.h"

#include <charconv>
#include <cmath>
#include <system_error>

namespace certphoto {
namespace {

std::string ValueOf(const std::string& name, const Finding& finding) {
  if (const auto it = finding.args.find(name); it != finding.args.end()) return it->second;
  if (name == "value" && finding.value)
    return FormatMeasured(*finding.value, finding.limit_min, finding.limit_max);
  if (name == "unit") return finding.unit;
  if (name == "limit_min" && finding.limit_min) return FormatLimit(*finding.limit_min);
  if (name == "limit_max" && finding.limit_max) return FormatLimit(*finding.limit_max);
  return "{" + name + "}";
}

std::string Render(const std::string& text, const Finding& finding) {
  std::string out;
  std::size_t at = 0;
  while (at < text.size()) {
    const auto open = text.find('{', at);
    const auto close = open == std::string::npos ? std::string::npos : text.find('}', open);
    if (close == std::string::npos) break;
    out.append(text, at, open - at);
    out += ValueOf(text.substr(open + 1, close - open - 1), finding);
    at = close + 1;
  }
  return out.append(text, at);
}

// `more` decimals than as a rule.
std::string FormatWithMore(double value, int more) {
  if (!std::isfinite(value)) return "?";
  const double size = std::abs(value);
  // The last digit is at most a hundredth of the value where it is small; finer than 1e-6 nothing we measure
  // is.
  const int decimals = more + (size >= 100     ? 0
                               : size >= 1     ? 1
                               : size >= 0.1   ? 2
                               : size >= 0.01  ? 3
                               : size >= 0.001 ? 4
                                               : 6);
  char buffer[400];  // the largest double has 309 digits
  // Unlike printf it does not ask the locale for the decimal point.
  const auto [end, error] =
      std::to_chars(buffer, buffer + sizeof buffer, value, std::chars_format::fixed, decimals);
  if (error != std::errc{}) return "?";
  std::string text(buffer, end);
  if (decimals > 0) {
    text.erase(text.find_last_not_of('0') + 1);
    if (text.ends_with('.')) text.pop_back();
  }
  return text == "-0" ? "0" : text;
}

}  // namespace

std::string FormatNumber(double value) {
  return FormatWithMore(value, 0);
}

std::string FormatLimit(double value) {
  for (int more = 0; more < 4; ++more) {
    std::string text = FormatWithMore(value, more);
    double back = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), back);
    if (error != std::errc{} || std::abs(back - value) <= 1e-4 * std::abs(value)) return text;
  }
  return FormatWithMore(value, 4);
}

std::string FormatMeasured(double value, const std::optional<double>& min, const std::optional<double>& max) {
  for (int more = 0; more < 6; ++more) {
    std::string text = FormatWithMore(value, more);
    const bool like_min = min && *min != value && text == FormatLimit(*min);
    const bool like_max = max && *max != value && text == FormatLimit(*max);
    if (!like_min && !like_max) return text;
  }
  return FormatNumber(value);
}

Bilingual RenderNote(const Bilingual& text, const Finding& finding) {
  return {Render(text.zh, finding), Render(text.en, finding)};
}

}  // namespace certphoto
