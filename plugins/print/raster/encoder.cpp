#include "raster/encoder.h"

#include <stdexcept>

namespace certphoto::print {

const char* Extension(RasterFormat format) {
  switch (format) {
    case RasterFormat::kPng:
      return "png";
    case RasterFormat::kTiff:
      return "tif";
    case RasterFormat::kJpeg:
      return "jpg";
  }
  return "";
}

std::unique_ptr<Encoder> Encoder::Make(RasterFormat format, const RasterFile& file, ByteSink sink) {
  switch (format) {
    case RasterFormat::kPng:
      if (file.channels != 3)
        throw std::invalid_argument("PNG holds no CMYK: use TIFF or JPEG for this printer profile");
      return MakePngEncoder(file, std::move(sink));
    case RasterFormat::kTiff:
      return MakeTiffEncoder(file, std::move(sink));
    case RasterFormat::kJpeg:
      constexpr int kMostJpegPixels = 65500;  // libjpeg's own limit, below the format's 65535
      if (file.width_px > kMostJpegPixels || file.height_px > kMostJpegPixels)
        throw std::length_error("JPEG holds at most 65500 pixels a side: use TIFF or PNG");
      return MakeJpegEncoder(file, std::move(sink));
  }
  throw std::logic_error("no such raster format");
}

}  // namespace certphoto::print
