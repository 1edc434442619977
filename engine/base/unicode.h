// Text of other people's programs as UTF-8.
#ifndef CERTPHOTO_ENGINE_BASE_UNICODE_H
#define CERTPHOTO_ENGINE_BASE_UNICODE_H

#include <optional>
#include <string>
#include <string_view>

namespace certphoto {

enum class TextEncoding { kDetect, kUtf8, kGbk };

// The text as UTF-8 without a byte-order mark; empty when it is not of that encoding. kDetect: what is valid
// UTF-8 is UTF-8 (GBK text of more than a few characters practically never is), anything else is tried as
// GB 18030, which contains GBK. UTF-16 is known by its byte-order mark.
[[nodiscard]] std::optional<std::string> DecodeText(std::string_view bytes, TextEncoding encoding);

// Normal form C (Unicode annex 15) of well-formed UTF-8: one spelling for a name however it was typed.
// Ill-formed text comes back as it is.
[[nodiscard]] std::string NormalFormC(std::string_view text);

// Without blanks at both ends, the ideographic and the no-break space among them.
[[nodiscard]] std::string_view Trimmed(std::string_view text);

}  // namespace certphoto

#endif
