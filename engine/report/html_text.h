// Text, bytes and numbers as parts of our HTML pages.
#ifndef CERTPHOTO_ENGINE_REPORT_HTML_TEXT_H
#define CERTPHOTO_ENGINE_REPORT_HTML_TEXT_H

#include <cstdint>
#include <span>
#include <string>
#include <string_view>

#include "engine/report/finding.h"

namespace certphoto::html {

// Text as element content or as a quoted attribute: valid UTF-8 on one line that cannot become markup.
[[nodiscard]] std::string Escaped(std::string_view text);

[[nodiscard]] std::string Base64(std::span<const std::uint8_t> bytes);

// The `points` of an SVG polygon around the region; empty where a number is not finite.
[[nodiscard]] std::string PolygonPoints(const FindingRegion& region);

}  // namespace certphoto::html

#endif
