// The quality setting a JPEG was written with, from its quantisation tables.
#ifndef CERTPHOTO_ENGINE_IMAGING_JPEG_QUALITY_H
#define CERTPHOTO_ENGINE_IMAGING_JPEG_QUALITY_H

#include <array>
#include <cstdint>
#include <optional>

namespace certphoto {

using QuantTable = std::array<std::uint16_t, 64>;  // natural (row by row) order

// The setting 1..100 of the Independent JPEG Group's encoder whose tables come closest (sum of absolute
// differences of the logarithms, so that coarse steps do not drown fine ones). Exact for files of that
// encoder; cameras and Photoshop use tables of their own, for which it says how coarse they are. `chroma`
// where the file has one.
[[nodiscard]] int EstimateJpegQuality(const QuantTable& luma, const std::optional<QuantTable>& chroma);

}  // namespace certphoto

#endif
