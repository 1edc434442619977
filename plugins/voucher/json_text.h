// Texts as a JSON array, the form of the document facts.
#ifndef CERTPHOTO_PLUGINS_VOUCHER_JSON_TEXT_H
#define CERTPHOTO_PLUGINS_VOUCHER_JSON_TEXT_H

#include <string>
#include <vector>

namespace certphoto::voucher {

// Valid JSON in ASCII but for well-formed UTF-8, which stays; a byte that is none becomes U+FFFD.
[[nodiscard]] std::string json_array(const std::vector<std::string>& texts);

}  // namespace certphoto::voucher

#endif
