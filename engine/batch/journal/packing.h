// Reports are text that repeats itself: packed to about an eighth in the journal.
#ifndef CERTPHOTO_ENGINE_BATCH_JOURNAL_PACKING_H
#define CERTPHOTO_ENGINE_BATCH_JOURNAL_PACKING_H

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace certphoto {

// zlib by libdeflate behind four bytes of length. The same text gives the same bytes.
[[nodiscard]] std::vector<std::uint8_t> Pack(const std::string& text);
// Empty for what Pack did not write, or over 64 MiB.
[[nodiscard]] std::string Unpack(std::span<const std::uint8_t> packed);

}  // namespace certphoto

#endif
