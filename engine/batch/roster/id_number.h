// Citizen identification numbers, GB 11643-1999: six digits of the place, eight of the birth date, three of a
// sequence, and a check character by ISO 7064 MOD 11-2.
#ifndef CERTPHOTO_ENGINE_BATCH_ROSTER_ID_NUMBER_H
#define CERTPHOTO_ENGINE_BATCH_ROSTER_ID_NUMBER_H

#include <optional>
#include <string>
#include <string_view>

namespace certphoto {

// What is wrong with the number, for a person to read and without the number itself; empty when it is right.
// Only the 18-character form is taken: the 15-digit one ended in 2013 (Resident Identity Card Law, 2011
// amendment). The birth date must exist and lie between 1900 and 2099.
[[nodiscard]] std::optional<std::string> ProblemOfIdNumber(std::string_view number);

// A final x as the upper-case X that receivers want.
[[nodiscard]] std::string CanonicalIdNumber(std::string_view number);

}  // namespace certphoto

#endif
