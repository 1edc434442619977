#include "engine/report/render_note.h"

#include <cmath>
#include <cstdio>

namespace certphoto {
namespace {

std::string ValueOf(const std::string& name, const Finding& finding) {
  if (const auto it = finding.args.find(name); it != finding.args.end()) return it->second;
  if (name == "value" && finding.value) return FormatNumber(*finding.value);
  if (name == "unit") return finding.unit;
  if (name == "limit_min" && finding.limit_min) return FormatNumber(*finding.limit_min);
  if (name == "limit_max" && finding.limit_max) return FormatNumber(*finding.limit_max);
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

}  // namespace

std::string FormatNumber(double value) {
  const double size = std::abs(value);
  const int decimals = size >= 100 || value == std::round(value) ? 0 : size >= 1 ? 1 : size >= 0.1 ? 2 : 3;
  char text[64];
  std::snprintf(text, sizeof text, "%.*f", decimals, value);
  return text;
}

Bilingual RenderNote(const Bilingual& text, const Finding& finding) {
  return {Render(text.zh, finding), Render(text.en, finding)};
}

}  // namespace certphoto
