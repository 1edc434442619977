// Whether a JPEG file can stand in a PDF as it is.
#ifndef CERTPHOTO_PRINT_PDF_JPEG_INFO_H
#define CERTPHOTO_PRINT_PDF_JPEG_INFO_H

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace certphoto::print {

struct JpegInfo {
  int width = 0, height = 0;
  int components = 0;
  int bits = 0;
  bool baseline_or_progressive = false;  // Huffman-coded DCT: what DCTDecode takes
  int quality = 0;  // of the luminance table, on libjpeg's scale of 1 to 100; 0: not known
  int exif_orientation = 1;
  int adobe_transform = -1;       // of an APP14 marker; -1: there is none
  std::vector<std::uint8_t> icc;  // of the APP2 markers, put together; empty: none

  // Eight-bit YCbCr, upright: the decoder of a PDF viewer shows what ours shows, but for the profile.
  [[nodiscard]] bool PassesThrough() const {
    return components == 3 && bits == 8 && baseline_or_progressive && exif_orientation == 1 &&
           adobe_transform != 0;
  }
};

// Reads the markers up to the first scan. Empty when it is no JPEG or its markers are damaged.
[[nodiscard]] std::optional<JpegInfo> ReadJpegInfo(std::span<const std::uint8_t> file);

// The same picture, to the last coefficient, without what a print needs not and strangers should not see:
// EXIF, XMP, IPTC, comments. ICC profiles go too, since a PDF names the colour space itself. JFIF and Adobe
// markers stay, and everything from the first scan on.
[[nodiscard]] std::vector<std::uint8_t> WithoutMetadata(std::span<const std::uint8_t> file);

}  // namespace certphoto::print

#endif
