#include "engine/base/unicode.h"

#include <glib.h>

#include <memory>

#include "engine/base/utf8.h"

namespace certphoto {
namespace {

struct GFree {
  void operator()(gchar* text) const { g_free(text); }
};
using GText = std::unique_ptr<gchar, GFree>;

std::optional<std::string> Convert(std::string_view bytes, const char* from) {
  gsize written = 0;
  GError* error = nullptr;
  const GText text(
      g_convert(bytes.data(), static_cast<gssize>(bytes.size()), "UTF-8", from, nullptr, &written, &error));
  if (error != nullptr) g_error_free(error);
  if (!text) return std::nullopt;
  return std::string(text.get(), written);
}

}  // namespace

std::optional<std::string> DecodeText(std::string_view bytes, TextEncoding encoding) {
  if (bytes.empty()) return std::string();
  if (encoding != TextEncoding::kGbk) {
    if (bytes.starts_with("\xFF\xFE")) return Convert(bytes.substr(2), "UTF-16LE");
    if (bytes.starts_with("\xFE\xFF")) return Convert(bytes.substr(2), "UTF-16BE");
    if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
    if (IsUtf8(bytes)) return std::string(bytes);
    if (encoding == TextEncoding::kUtf8) return std::nullopt;
  }
  return Convert(bytes, "GB18030");
}

std::string NormalFormC(std::string_view text) {
  if (!IsUtf8(text) || text.find('\0') != std::string_view::npos) return std::string(text);
  const GText normal(g_utf8_normalize(text.data(), static_cast<gssize>(text.size()), G_NORMALIZE_NFC));
  return normal ? std::string(normal.get()) : std::string(text);
}

std::string_view Trimmed(std::string_view text) {
  constexpr std::string_view kBlanks[] = {" ", "\t", "\r", "\n", "\xC2\xA0", "\xE3\x80\x80"};
  for (bool again = true; again;) {
    again = false;
    for (const auto blank : kBlanks) {
      if (text.starts_with(blank)) text.remove_prefix(blank.size()), again = true;
      if (text.ends_with(blank)) text.remove_suffix(blank.size()), again = true;
    }
  }
  return text;
}

}  // namespace certphoto
