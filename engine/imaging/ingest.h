// From the bytes of a file to an upright sRGB picture of the size the plan needs.
//
// Everything is refused before a pixel is decoded that can be: unknown formats, files over the byte limit,
// pictures over the pixel limit. JPEG is decoded at 1/2, 1/4 or 1/8 where the plan needs no more.
#ifndef CERTPHOTO_ENGINE_IMAGING_INGEST_H
#define CERTPHOTO_ENGINE_IMAGING_INGEST_H

#include <array>
#include <cstdint>
#include <map>
#include <span>
#include <string>

#include "engine/base/result.h"
#include "engine/imaging/image.h"

namespace certphoto {

enum class FileFormat { kJpeg = 1, kPng = 2, kTiff = 3, kWebp = 4, kHeic = 5 };

struct IngestLimits {
  std::uint64_t max_file_bytes = 64u << 20;
  std::uint64_t max_pixels = 120'000'000;  // a 108 MP phone passes
  std::uint32_t max_side_px = 30'000;
  std::uint32_t min_side_px = 16;
};

struct IngestRequest {
  // Decode at the smallest scale whose shorter side is still at least this; 0: full resolution.
  std::uint32_t min_short_side_px = 1200;
};

struct SourceDescription {
  FileFormat format = FileFormat::kJpeg;
  std::uint32_t width_px = 0, height_px = 0;  // as displayed, full resolution
  std::uint64_t file_bytes = 0;
  int exif_orientation = 1;
  int file_channels = 3;
  bool converted_icc = false;
  double dpi = 0;
  int jpeg_quality = 0;  // estimated on the IJG scale; 0: not JPEG
  std::map<std::string, std::string>
      exif;  // "Make", "Model", "Software", "DateTimeOriginal", "LensModel", "FocalLength" …
};

// What the header alone tells: format, size, and what decoding will cost.
struct Probe {
  SourceDescription source;
  std::uint64_t decoded_bytes = 0;  // peak memory the decode at the requested size will take, for admission
};

struct Photo {
  ImageRef image;  // RGB8, sRGB, upright; placement.scale tells the decode scale
  SourceDescription source;
};

// Reads the header only. Errors name the limit and the value.
[[nodiscard]] Result<Probe> ProbePhoto(std::span<const std::uint8_t> bytes, const IngestLimits& limits,
                                       const IngestRequest& request);

// Decodes. A truncated or damaged file is an error (kInvalid), never a half-grey picture. Thread-safe; uses
// the calling thread only.
[[nodiscard]] Result<Photo> IngestPhoto(std::span<const std::uint8_t> bytes, const IngestLimits& limits,
                                        const IngestRequest& request, const Allocator& allocator);

// Once per process, before the first photo: libvips with one thread, no cache, untrusted loaders blocked.
[[nodiscard]] Status InitImaging();

}  // namespace certphoto

#endif
