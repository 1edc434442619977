// Baseline JPEG with nothing in it that the receiver did not ask for: JFIF header with the density,
// optionally the sRGB profile, tables, picture. No EXIF, no comment: what the camera wrote about the
// candidate stays behind.
#ifndef CERTPHOTO_EXPORT_JPEG_ENCODER_H
#define CERTPHOTO_EXPORT_JPEG_ENCODER_H

#include <cstdint>
#include <span>
#include <string>
#include <vector>

namespace certphoto::exporting {

// Rows of RGB, 8 bits a sample.
struct RgbPicture {
  const std::uint8_t* data = nullptr;
  std::int64_t stride_bytes = 0;
  int width = 0, height = 0;  // 1..65500, JPEG's limit
};

enum class Chroma { k444 = 0, k420 = 1 };

struct JpegSettings {
  int quality = 90;  // IJG scale, 1..100
  Chroma chroma = Chroma::k444;
  int dpi = 0;                        // 0: not stated
  std::span<const std::uint8_t> icc;  // empty: none
  // Huffman tables made for this picture: 3 to 4 % fewer bytes for nearly three times the work.
  bool optimal = true;
};

// Encodes into `out` (replaced). Throws std::runtime_error with
// libjpeg's words. One thread, no state.
void EncodeJpeg(const RgbPicture& picture, const JpegSettings& settings, std::vector<std::uint8_t>& out);

}  // namespace certphoto::exporting

#endif
