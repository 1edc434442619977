#include "collection_window.h"

#include <algorithm>
#include <charconv>
#include <chrono>
#include <string>

#include "certphoto/plugin.hpp"

namespace certphoto::provenance {

namespace {

constexpr std::int64_t kDay = 86400;
constexpr std::int64_t kShanghaiOffset = 8 * 3600;

// A whole number of exactly `digits` digits.
std::optional<int> number(std::string_view text, std::size_t at, std::size_t digits) {
  if (text.size() < at + digits) return {};
  int value = 0;
  const char* end = text.data() + at + digits;
  const auto [stop, error] = std::from_chars(text.data() + at, end, value);
  if (error != std::errc() || stop != end || text[at] == '-') return {};
  return value;
}

std::optional<LocalSeconds> day(std::string_view text, char between) {
  const auto y = number(text, 0, 4), m = number(text, 5, 2), d = number(text, 8, 2);
  if (!y || !m || !d || *y < 1970 || text[4] != between || text[7] != between) return {};
  const std::chrono::year_month_day date{std::chrono::year(*y), std::chrono::month(unsigned(*m)),
                                         std::chrono::day(unsigned(*d))};
  if (!date.ok()) return {};
  return std::chrono::sys_days(date).time_since_epoch().count() * kDay;
}

std::optional<LocalSeconds> required_day(std::string_view text, const char* name) {
  const auto parsed = parse_day(text);
  if (!parsed)
    throw cph::Error(CPH_E_INVALID,
                     std::string(name) + ": '" + std::string(text) + "' is no day like 2025-06-12");
  return parsed;
}

}  // namespace

std::optional<LocalSeconds> parse_day(std::string_view text) {
  return text.size() == 10 ? day(text, '-') : std::nullopt;
}

std::optional<LocalSeconds> parse_exif_time(std::string_view text) {
  if (text.size() < 19 || text[10] != ' ' || text[13] != ':' || text[16] != ':') return {};
  const auto start = day(text, ':');
  const auto h = number(text, 11, 2), m = number(text, 14, 2), s = number(text, 17, 2);
  if (!start || !h || !m || !s || *h > 23 || *m > 59 || *s > 60) return {};
  return *start + *h * 3600 + *m * 60 + *s;
}

std::optional<std::int64_t> parse_offset(std::string_view text) {
  if (text.size() != 6 || (text[0] != '+' && text[0] != '-') || text[3] != ':') return {};
  const auto h = number(text, 1, 2), m = number(text, 4, 2);
  if (!h || !m || *h > 14 || *m > 59) return {};
  return (text[0] == '-' ? -1 : 1) * (*h * std::int64_t{3600} + *m * 60);
}

std::optional<CollectionWindow> CollectionWindow::between(std::string_view first_day,
                                                          std::string_view last_day, double slack_s) {
  if (first_day.empty() && last_day.empty()) return {};
  const auto first = required_day(first_day, "window_first"), last = required_day(last_day, "window_last");
  if (*last < *first) throw cph::Error(CPH_E_INVALID, "window_last is before window_first");
  return CollectionWindow{*first, *last + kDay, slack_s};
}

double CollectionWindow::outside(LocalSeconds taken, std::optional<std::int64_t> offset_s) const {
  if (offset_s) taken += kShanghaiOffset - *offset_s;
  const double before = double(first - taken), after = double(taken - after_last + 1);
  return std::max({0.0, before - slack_s, after - slack_s});
}

}  // namespace certphoto::provenance
