// The days on which photos of a job are taken.
#ifndef CERTPHOTO_PLUGINS_PROVENANCE_COLLECTION_WINDOW_H
#define CERTPHOTO_PLUGINS_PROVENANCE_COLLECTION_WINDOW_H

#include <cstdint>
#include <optional>
#include <string_view>

namespace certphoto::provenance {

// Seconds since 1970-01-01 of a clock's reading, whatever its zone: local time as written.
using LocalSeconds = std::int64_t;

// "2025-06-12": the first second of the day. Empty when it is no date.
[[nodiscard]] std::optional<LocalSeconds> parse_day(std::string_view text);

// EXIF 2.32, 4.6.5: "2025:06:12 09:30:00". Empty for blanks, zeros and anything else that is no time.
[[nodiscard]] std::optional<LocalSeconds> parse_exif_time(std::string_view text);

// EXIF 2.32, OffsetTimeOriginal: "+08:00", in seconds.
[[nodiscard]] std::optional<std::int64_t> parse_offset(std::string_view text);

struct CollectionWindow {
  LocalSeconds first = 0, after_last = 0;  // Asia/Shanghai
  double slack_s = 0;

  // Two days as text, both included; empty when both are empty. Throws CPH_E_INVALID when one is no date, or
  // when the last is before the first.
  [[nodiscard]] static std::optional<CollectionWindow> between(std::string_view first_day,
                                                               std::string_view last_day, double slack_s);

  // How far a time lies outside, in seconds; 0 inside. A time that names its zone is taken to Asia/Shanghai
  // (UTC+8 without summer time since 1991); one that does not counts as local there, as phones in China write
  // it.
  [[nodiscard]] double outside(LocalSeconds taken, std::optional<std::int64_t> offset_s) const;
};

}  // namespace certphoto::provenance

#endif
