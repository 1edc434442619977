// Names of files in reports. A file name is bytes; a report is UTF-8 that people, terminals and spreadsheets
// read.
#ifndef CERTPHOTO_ENGINE_REPORT_ESCAPE_H
#define CERTPHOTO_ENGINE_REPORT_ESCAPE_H

#include <string>
#include <string_view>

namespace certphoto {

// Valid UTF-8 without control characters: a backslash becomes two, a byte that is no UTF-8 or part of a
// control character (U+0000 to U+001F, U+007F to U+009F) becomes \xNN. Every other name stays as it is.
// Undone by UnescapeName.
[[nodiscard]] std::string EscapeName(std::string_view name);

// The bytes of the name; what EscapeName cannot have written stays as it is.
[[nodiscard]] std::string UnescapeName(std::string_view escaped);

// Text for people: valid UTF-8 on one line. Ill-formed bytes become U+FFFD, control characters a space.
[[nodiscard]] std::string OneLine(std::string_view text);

}  // namespace certphoto

#endif
