// Raster files, written row by row: PNG, TIFF, JPEG.
#ifndef CERTPHOTO_PRINT_RASTER_ENCODER_H
#define CERTPHOTO_PRINT_RASTER_ENCODER_H

#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "colour/icc_profile.h"
#include "pdf/pdf_writer.h"

namespace certphoto::print {

enum class RasterFormat { kPng, kTiff, kJpeg };

struct RasterFile {
  int width_px = 0, height_px = 0;
  int channels = 3;  // 3 RGB, 4 CMYK (0 paper, 255 full ink)
  double dpi = 0;
  const IccProfile* profile = nullptr;  // embedded; null: tagged sRGB (PNG) or with the sRGB profile
  int jpeg_quality = 95;
};

// Rows of packed 8-bit samples go in, bytes come out to the sink.
class Encoder {
 public:
  Encoder() = default;
  Encoder(const Encoder&) = delete;
  Encoder& operator=(const Encoder&) = delete;
  virtual ~Encoder() = default;
  virtual void Rows(std::span<const std::uint8_t> samples) = 0;
  // After exactly height_px rows.
  virtual void Finish() = 0;

  // Throws std::invalid_argument for a PNG in CMYK, which does not exist, and std::length_error for a file
  // larger than its format allows.
  [[nodiscard]] static std::unique_ptr<Encoder> Make(RasterFormat format, const RasterFile& file,
                                                     ByteSink sink);
};

// One for each format; Make chooses.
[[nodiscard]] std::unique_ptr<Encoder> MakePngEncoder(const RasterFile& file, ByteSink sink);
[[nodiscard]] std::unique_ptr<Encoder> MakeTiffEncoder(const RasterFile& file, ByteSink sink);
[[nodiscard]] std::unique_ptr<Encoder> MakeJpegEncoder(const RasterFile& file, ByteSink sink);

[[nodiscard]] const char* Extension(RasterFormat format);

}  // namespace certphoto::print

#endif
