// What the training scripts load by ctypes: the plugin's own features of a picture in memory.
#include <algorithm>

#include "glare.h"
#include "strip.h"

namespace {
cph_image picture(const unsigned char* rgb, int width, int height) {
  cph_image image{};
  image.struct_size = sizeof image;
  image.format = CPH_FORMAT_RGB8;
  image.width = width;
  image.height = height;
  image.stride_bytes = std::int64_t(width) * 3;
  image.pixels = const_cast<unsigned char*>(rgb);
  image.placement.scale = 1;
  return image;
}
}  // namespace

extern "C" {

__attribute__((visibility("default"))) int glasses_feature_size() {
  return int(certphoto::glasses::kFeatureSize);
}

// rgb: width x height x 3, packed. mesh: 468 x 3. out: glasses_feature_size() numbers. 0: done.
__attribute__((visibility("default"))) int glasses_features(const unsigned char* rgb, int width, int height,
                                                            const float* mesh, float* out) {
  const cph_image image = picture(rgb, width, height);
  try {
    const auto values = certphoto::glasses::strip_features(cph::ImageView(&image), {mesh, 468 * 3});
    std::copy(values.begin(), values.end(), out);
    return 0;
  } catch (...) {
    return 1;
  }
}

// out: the shares of eye zone and lens under glare, the picture's left lens, then the right one. 0: done.
__attribute__((visibility("default"))) int glasses_glare(const unsigned char* rgb, int width, int height,
                                                         const float* mesh, double level, double* out) {
  using certphoto::glasses::Side;
  const cph_image image = picture(rgb, width, height);
  try {
    for (const auto side : {Side::kLeft, Side::kRight}) {
      const auto found =
          certphoto::glasses::measure_glare(cph::ImageView(&image), {mesh, 468 * 3}, side, level);
      *out++ = found.eye_share;
      *out++ = found.lens_share;
    }
    return 0;
  } catch (...) {
    return 1;
  }
}
}
