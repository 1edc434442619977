// The static tables of an operation: parameters, rules, notes, lists of ids. All constexpr; the host reads
// them in place.
#ifndef CERTPHOTO_TABLES_HPP
#define CERTPHOTO_TABLES_HPP

#include <array>
#include <cstddef>
#include <limits>

#include "certphoto/abi/plugin.h"

namespace cph {

inline constexpr double kNone = std::numeric_limits<double>::quiet_NaN();

// A NULL-terminated list of ids.
template <class... Ids>
[[nodiscard]] constexpr std::array<const char*, sizeof...(Ids) + 1> list(Ids... ids) {
  return {ids..., nullptr};
}

[[nodiscard]] constexpr cph_param boolean(const char* name, bool value, const char* doc) {
  return {name, CPH_PARAM_BOOL, 0, value ? 1.0 : 0.0, 0, 1, nullptr, nullptr, nullptr, doc};
}
[[nodiscard]] constexpr cph_param integer(const char* name, int value, int min, int max, const char* unit,
                                          const char* doc) {
  return {name, CPH_PARAM_INT, 0, double(value), double(min), double(max), nullptr, nullptr, unit, doc};
}
[[nodiscard]] constexpr cph_param number(const char* name, double value, double min, double max,
                                         const char* unit, const char* doc) {
  return {name, CPH_PARAM_NUMBER, 0, value, min, max, nullptr, nullptr, unit, doc};
}
[[nodiscard]] constexpr cph_param text(const char* name, const char* value, const char* doc) {
  return {name, CPH_PARAM_TEXT, 0, 0, 0, 0, value, nullptr, nullptr, doc};
}
[[nodiscard]] constexpr cph_param choice(const char* name, const char* value, const char* const* choices,
                                         const char* doc) {
  return {name, CPH_PARAM_CHOICE, 0, 0, 0, 0, value, choices, nullptr, doc};
}

[[nodiscard]] constexpr cph_rule_use rule(const char* id) {
  return {id, nullptr};
}
// `thresholds` must have static storage: a `static constexpr auto kX = cph::list(...)`.
template <std::size_t N>
[[nodiscard]] constexpr cph_rule_use rule(const char* id, const std::array<const char*, N>& thresholds) {
  return {id, thresholds.data()};
}
[[nodiscard]] constexpr cph_note note(const char* code, const char* zh, const char* en) {
  return {code, zh, en};
}

}  // namespace cph

#endif
