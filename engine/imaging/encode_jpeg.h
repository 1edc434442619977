// JPEG files for small pictures of reports. Finished photos come from plugins.
#ifndef CERTPHOTO_ENGINE_IMAGING_ENCODE_JPEG_H
#define CERTPHOTO_ENGINE_IMAGING_ENCODE_JPEG_H

#include <cstdint>
#include <vector>

#include "certphoto/abi/image.h"
#include "engine/base/result.h"

namespace certphoto {

// The baseline file, without metadata, for a GRAY8 or RGB8 image; its dpi where stated. `quality`:
// libjpeg's, 1..100. kUsage for another format, kInternal for what libjpeg refuses, such as a side above
// 65,500 px. Thread-safe; the pixels are only read.
[[nodiscard]] Result<std::vector<std::uint8_t>> EncodeJpeg(const cph_image& image, int quality);

}  // namespace certphoto

#endif
