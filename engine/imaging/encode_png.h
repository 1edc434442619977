// PNG files for cut-outs and annotated pictures.
#ifndef CERTPHOTO_ENGINE_IMAGING_ENCODE_PNG_H
#define CERTPHOTO_ENGINE_IMAGING_ENCODE_PNG_H

#include <cstdint>
#include <vector>

#include "certphoto/abi/image.h"
#include "engine/base/result.h"

namespace certphoto {

inline constexpr int kFastPng = 1;  // 43 ms for a cut-out of 1350 x 1350 px; libpng's level 1 takes 102 ms
inline constexpr int kSmallestPng = 9;  // 5 to 10 % smaller, several times slower

// The file for a GRAY8, RGB8 or RGBA8 image: 8 bits, not interlaced, marked sRGB or with the image's own
// profile, and with its dpi where stated. `compression` is kFastPng..kSmallestPng. kUsage for another format
// or compression. Thread-safe; the pixels are only read.
[[nodiscard]] Result<std::vector<std::uint8_t>> EncodePng(const cph_image& image, int compression = kFastPng);

}  // namespace certphoto

#endif
