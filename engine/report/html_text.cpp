#include "engine/report/html_text.h"

#include <cmath>

#include "engine/report/escape.h"
#include "engine/report/render_note.h"

namespace certphoto::html {

std::string Escaped(std::string_view text) {
  std::string out;
  for (const char c : OneLine(text)) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

std::string Base64(std::span<const std::uint8_t> bytes) {
  constexpr char kDigits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t left = bytes.size() - i;
    const unsigned group = static_cast<unsigned>(bytes[i]) << 16 |
                           (left > 1 ? static_cast<unsigned>(bytes[i + 1]) << 8 : 0U) |
                           (left > 2 ? static_cast<unsigned>(bytes[i + 2]) : 0U);
    out += kDigits[group >> 18];
    out += kDigits[group >> 12 & 63];
    out += left > 1 ? kDigits[group >> 6 & 63] : '=';
    out += left > 2 ? kDigits[group & 63] : '=';
  }
  return out;
}

std::string PolygonPoints(const FindingRegion& region) {
  auto points = region.points;
  if (points.size() == 2) {
    const auto [a, b] = std::pair(points[0], points[1]);
    points = {a, {b.first, a.second}, b, {a.first, b.second}};
  }
  std::string out;
  for (const auto& [x, y] : points) {
    if (!std::isfinite(x) || !std::isfinite(y)) return "";
    out += FormatNumber(x) + "," + FormatNumber(y) + " ";
  }
  return out;
}

}  // namespace certphoto::html
