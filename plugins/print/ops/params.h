// Parameter tables put together.
#ifndef CERTPHOTO_PRINT_OPS_PARAMS_H
#define CERTPHOTO_PRINT_OPS_PARAMS_H

#include <array>

#include "certphoto/plugin.hpp"

namespace certphoto::print {

template <std::size_t... Sizes>
[[nodiscard]] constexpr auto JoinParams(const std::array<cph_param, Sizes>&... tables) {
  std::array<cph_param, (Sizes + ...)> all{};
  std::size_t at = 0;
  const auto append = [&](const auto& table) {
    for (const auto& row : table) all[at++] = row;
  };
  (append(tables), ...);
  return all;
}

// Position of a choice in its list.
[[nodiscard]] inline int ChoiceIndex(const char* const* choices, std::string_view value) {
  for (int i = 0; choices[i] != nullptr; ++i)
    if (value == choices[i]) return i;
  throw cph::Error(CPH_E_INTERNAL, "a choice that is not in its list");
}

}  // namespace certphoto::print

#endif
