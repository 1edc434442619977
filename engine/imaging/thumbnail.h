// Small pictures for reports.
#ifndef CERTPHOTO_ENGINE_IMAGING_THUMBNAIL_H
#define CERTPHOTO_ENGINE_IMAGING_THUMBNAIL_H

#include <cstdint>
#include <vector>

#include "certphoto/abi/image.h"
#include "engine/base/result.h"
#include "engine/imaging/image.h"

namespace certphoto {

// A JPEG of a GRAY8, RGB8 or RGBA8 image (sRGB; transparency over white), at most `max_height_px` high and
// never enlarged, without metadata. `quality`: libjpeg's; 82 leaves no artefact that
// can be seen at 240 px, where a portrait then takes 8 to 12 kB. kUsage for another format or a height
// below 1. Thread-safe; the pixels are only read.
[[nodiscard]] Result<std::vector<std::uint8_t>> EncodeThumbnail(const cph_image& image, int max_height_px,
                                                                int quality = 82);

// The same of a picture that need not be there; empty without one, and where it cannot be made: a page that
// lacks a picture is still a page.
[[nodiscard]] std::vector<std::uint8_t> ThumbnailOf(const ImageRef& image, int max_height_px,
                                                    int quality = 82);

}  // namespace certphoto

#endif
