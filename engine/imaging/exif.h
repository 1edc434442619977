// The few EXIF fields that rules and reports use, read with bounds on everything: count, length, depth.
//
// EXIF is a TIFF directory, so the same reader serves the EXIF block of any format and a TIFF file itself.
// Field text is data about a person's device and time: it goes into facts and reports, never into a log.
#ifndef CERTPHOTO_ENGINE_IMAGING_EXIF_H
#define CERTPHOTO_ENGINE_IMAGING_EXIF_H

#include <cstdint>
#include <map>
#include <span>
#include <string>
#include <string_view>

namespace certphoto {

inline constexpr std::size_t kMaxExifTextBytes = 256;

struct Exif {
  int orientation = 1;           // 1..8, EXIF 2.32 table 5; anything else in the file reads as 1
  double dpi = 0;                // 0: not stated
  bool reduced_picture = false;  // a TIFF whose first picture is a preview: a camera raw file

  // "ImageDescription", "Make", "Model", "Software", "DateTime", "DateTimeOriginal", "OffsetTimeOriginal",
  // "UserComment" (if ASCII), "LensModel" as text; "FocalLength" and "FocalLengthIn35mmFilm" in mm,
  // "SubjectDistance" in metres ("inf": infinity) as decimal numbers. Fields that are absent or unknown have
  // no entry. Valid UTF-8, at most kMaxExifTextBytes bytes each.
  std::map<std::string, std::string> fields;
};

// `block` begins with the TIFF header or with "Exif\0\0" before it. Damage costs the damaged fields and
// nothing else.
[[nodiscard]] Exif ReadExif(std::span<const std::uint8_t> block);

// Text of unknown origin made fit to show: cut at the first NUL, what is not UTF-8 replaced by U+FFFD,
// control characters by spaces, blanks trimmed, at most `max_bytes` bytes, never half a character.
[[nodiscard]] std::string CleanText(std::string_view raw, std::size_t max_bytes = kMaxExifTextBytes);

}  // namespace certphoto

#endif
