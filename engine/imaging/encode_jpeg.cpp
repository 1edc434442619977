#include "engine/imaging/encode_jpeg.h"

#include <cstdlib>
#include <string>

#include "engine/imaging/libjpeg.h"

namespace certphoto {
namespace {

// What has to outlive the way back from an error.
struct Codec {
  JpegErrors errors;
  jpeg_compress_struct jpeg{};
  unsigned char* bytes = nullptr;
  unsigned long size = 0;
};

bool Encode(Codec& codec, const cph_image& image, int quality) {
  auto& jpeg = codec.jpeg;
  jpeg.err = &codec.errors;
  if (setjmp(codec.errors.back) != 0) return false;  // NOLINT(cert-err52-cpp): libjpeg's way out
  jpeg_create_compress(&jpeg);
  jpeg_mem_dest(&jpeg, &codec.bytes, &codec.size);
  jpeg.image_width = static_cast<JDIMENSION>(image.width);
  jpeg.image_height = static_cast<JDIMENSION>(image.height);
  const bool grey = image.format == CPH_FORMAT_GRAY8;
  jpeg.input_components = grey ? 1 : 3;
  jpeg.in_color_space = grey ? JCS_GRAYSCALE : JCS_RGB;
  jpeg_set_defaults(&jpeg);
  jpeg_set_quality(&jpeg, quality, TRUE);
  jpeg.optimize_coding = TRUE;
  if (image.dpi > 0) {
    jpeg.density_unit = 1;  // dots per inch
    jpeg.X_density = jpeg.Y_density = static_cast<UINT16>(image.dpi);
  }
  jpeg_start_compress(&jpeg, TRUE);
  while (jpeg.next_scanline < jpeg.image_height) {
    JSAMPROW row = image.pixels + static_cast<std::int64_t>(jpeg.next_scanline) * image.stride_bytes;
    jpeg_write_scanlines(&jpeg, &row, 1);
  }
  jpeg_finish_compress(&jpeg);
  return true;
}

}  // namespace

Result<std::vector<std::uint8_t>> EncodeJpeg(const cph_image& image, int quality) {
  if (image.format != CPH_FORMAT_GRAY8 && image.format != CPH_FORMAT_RGB8)
    return Error{ErrorCode::kUsage, "no JPEG of image format " + std::to_string(image.format)};
  Codec codec;
  const bool good = Encode(codec, image, quality);
  jpeg_destroy_compress(&codec.jpeg);
  std::vector<std::uint8_t> out;
  if (good) out.assign(codec.bytes, codec.bytes + codec.size);
  std::free(codec.bytes);  // NOLINT: libjpeg's malloc
  if (!good) return Error{ErrorCode::kInternal, std::string("libjpeg: ") + codec.errors.text};
  return out;
}

}  // namespace certphoto
