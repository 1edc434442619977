// Text put together of parts.
#ifndef CERTPHOTO_PRINT_TEXT_CAT_H
#define CERTPHOTO_PRINT_TEXT_CAT_H

#include <string>
#include <type_traits>

namespace certphoto::print {

// The parts one after another: text, and whole numbers in decimal.
template <class... Parts>
[[nodiscard]] std::string Cat(const Parts&... parts) {
  std::string out;
  const auto append = [&out](const auto& part) {
    if constexpr (std::is_integral_v<std::remove_cvref_t<decltype(part)>>) {
      out += std::to_string(part);
    } else {
      out += part;
    }
  };
  (append(parts), ...);
  return out;
}

}  // namespace certphoto::print

#endif
