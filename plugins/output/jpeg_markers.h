// What the bytes of a JPEG file say about it, read marker by marker and never past the end. Nothing is
// decoded.
#ifndef CERTPHOTO_OUTPUT_JPEG_MARKERS_H
#define CERTPHOTO_OUTPUT_JPEG_MARKERS_H

#include <cstdint>
#include <span>
#include <string>

namespace certphoto::output {

struct JpegMarkers {
  bool is_jpeg = false;   // begins as one
  bool complete = false;  // reaches the picture data and ends with EOI, nothing behind it
  std::string broken;     // what is wrong, when not complete

  int width = 0, height = 0;
  int components = 0;
  int bits = 0;           // a component
  bool baseline = false;  // SOF0: sequential, Huffman, 8 bits
  int luma_sampling_h = 0, luma_sampling_v = 0;

  int density_unit = -1;  // JFIF: 0 none, 1 inch, 2 cm; -1: no JFIF header
  int density_x = 0, density_y = 0;

  int quality = 0;  // 1..100 on the IJG scale, the nearest to the luminance table; 0: no table

  bool has_icc = false;
  bool has_exif = false;
  bool has_other_metadata = false;  // XMP, IPTC, comments, vendor segments

  // Dots per inch when the same in x and y and stated; 0 otherwise.
  [[nodiscard]] double dpi() const;
};

// Total: any input gives an answer.
[[nodiscard]] JpegMarkers ReadJpegMarkers(std::span<const std::uint8_t> file);

}  // namespace certphoto::output

#endif
