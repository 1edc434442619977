// Names and numbers of candidates as logs, pages and exports show them unless somebody asks for more.
#ifndef CERTPHOTO_ENGINE_BATCH_ROSTER_MASKING_H
#define CERTPHOTO_ENGINE_BATCH_ROSTER_MASKING_H

#include <string>
#include <string_view>

namespace certphoto {

// First and last character; of a name of two the first only (standards 1.5, the desensitised payload of the
// collection code): 张三 → 张*, 张三丰 → 张*丰.
[[nodiscard]] std::string MaskName(std::string_view name);
// The last four characters: ****4021. Of four or fewer the last one.
[[nodiscard]] std::string MaskNumber(std::string_view number);

// Whether a name seen somewhere is the roster's. Normal form C, blanks and middle dots ignored, full-width
// Latin letters as ASCII, and a '*' in the roster's name (masked rosters) stands for one or more characters.
[[nodiscard]] bool NamesAgree(std::string_view roster, std::string_view seen);
// Whether a text that was read from a picture has that name in it.
[[nodiscard]] bool TextHasName(std::string_view roster, std::string_view text);

// A file's name with the numbers (runs of six digits or more, a final X) and Chinese names in it masked.
[[nodiscard]] std::string MaskFileName(std::string_view name);

}  // namespace certphoto

#endif
