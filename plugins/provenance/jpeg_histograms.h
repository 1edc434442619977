// How often each quantised value occurs in a JPEG's luma, by frequency.
#ifndef CERTPHOTO_PLUGINS_PROVENANCE_JPEG_HISTOGRAMS_H
#define CERTPHOTO_PLUGINS_PROVENANCE_JPEG_HISTOGRAMS_H

#include <array>
#include <cstdint>
#include <optional>
#include <span>

namespace certphoto::provenance {

inline constexpr int kModes = 9;      // the lowest frequencies but DC, in zigzag order
inline constexpr int kMaxLevel = 40;  // larger values are left out: there are few

struct JpegHistograms {
  std::array<int, kModes> step{};  // of the quantiser
  // counts[mode][level + kMaxLevel]
  std::array<std::array<std::uint32_t, 2 * kMaxLevel + 1>, kModes> counts{};
};

// Of the upper rows of the picture, as many as hold `max_pixels`: entropy decoding is what takes time. Empty
// when the bytes are no JPEG of 8 bits that libjpeg reads. Bounded in memory by max_pixels, in time by the
// file's size.
[[nodiscard]] std::optional<JpegHistograms> read_jpeg_histograms(std::span<const std::uint8_t> file,
                                                                 std::int64_t max_pixels);

}  // namespace certphoto::provenance

#endif
