// Scaling a window of a picture to a page, sharp and without touching flat areas.
#ifndef CERTPHOTO_GEOMETRY_RESAMPLE_H
#define CERTPHOTO_GEOMETRY_RESAMPLE_H

#include <array>
#include <cstdint>

namespace certphoto::geometry {

// 8-bit interleaved samples, three or four a pixel.
struct Pixels {
  const std::uint8_t* data = nullptr;
  std::int64_t stride_bytes = 0;
  int width = 0, height = 0;
  int channels = 3;
};
struct MutablePixels {
  std::uint8_t* data = nullptr;
  std::int64_t stride_bytes = 0;
  int width = 0, height = 0;
  int channels = 3;
};

// The window of the source that the page shows; may reach beyond it.
struct Window {
  double x = 0, y = 0, width = 0, height = 0;  // source px, edges of pixels
};

// Page pixels whose centre lies outside the source become `fill` (its first `channels` samples). Within the
// reach of the kernel the source's edge is repeated. A flat area stays exactly its value. Works on the stored
// (gamma) values.
void Resample(const Pixels& source, const Window& window, const std::array<std::uint8_t, 4>& fill,
              const MutablePixels& page);

}  // namespace certphoto::geometry

#endif
