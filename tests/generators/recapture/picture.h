// Pictures in memory and as JPEG files, for the generators.
#ifndef CERTPHOTO_TESTS_GENERATORS_PICTURE_H
#define CERTPHOTO_TESTS_GENERATORS_PICTURE_H

#include <jpeglib.h>

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdint>
#include <cstdio>
#include <stdexcept>
#include <string>
#include <vector>

namespace certphoto::generators {

using Colour = std::array<float, 3>;

// Linear light, 0 to 1, rows of RGB.
struct Picture {
  int width = 0, height = 0;
  std::vector<float> values;

  Picture() = default;
  Picture(int w, int h) : width(w), height(h), values(std::size_t(w) * std::size_t(h) * 3) {}
  [[nodiscard]] float* at(int x, int y) {
    return &values[(std::size_t(y) * std::size_t(width) + std::size_t(x)) * 3];
  }
  [[nodiscard]] const float* at(int x, int y) const {
    return &values[(std::size_t(y) * std::size_t(width) + std::size_t(x)) * 3];
  }
  // Between pixels, centres at +0.5; the edge goes on outside.
  [[nodiscard]] Colour sample(double x, double y) const {
    const double fx = std::clamp(x - 0.5, 0.0, width - 1.001), fy = std::clamp(y - 0.5, 0.0, height - 1.001);
    const int x0 = int(fx), y0 = int(fy);
    const float wx = float(fx - x0), wy = float(fy - y0);
    const float *a = at(x0, y0), *b = at(x0 + 1, y0), *c = at(x0, y0 + 1), *d = at(x0 + 1, y0 + 1);
    Colour out{};
    for (std::size_t k = 0; k < 3; ++k)
      out[k] = (a[k] * (1 - wx) + b[k] * wx) * (1 - wy) + (c[k] * (1 - wx) + d[k] * wx) * wy;
    return out;
  }
};

// IEC 61966-2-1.
inline float to_linear(float v) {
  return v <= 0.04045F ? v / 12.92F : std::pow((v + 0.055F) / 1.055F, 2.4F);
}
inline float to_srgb(float v) {
  v = std::clamp(v, 0.0F, 1.0F);
  return v <= 0.0031308F ? v * 12.92F : 1.055F * std::pow(v, 1 / 2.4F) - 0.055F;
}

// to_srgb by table: to a thousandth, for what is called for every place of a sensor.
inline float to_srgb_fast(float v) {
  static const auto table = [] {
    std::array<float, 4097> out{};
    for (std::size_t i = 0; i < out.size(); ++i) out[i] = to_srgb(float(i * i) / (4096.0F * 4096.0F));
    return out;
  }();
  return table[std::size_t(std::sqrt(std::clamp(v, 0.0F, 1.0F)) * 4096 + 0.5F)];
}

// The pixels of a JPEG file, RGB. libjpeg's own error handler ends the program: generators run on known
// files.
inline std::vector<std::uint8_t> read_jpeg(const std::string& file, int& width, int& height) {
  std::FILE* in = std::fopen(file.c_str(), "rb");
  if (in == nullptr) throw std::runtime_error("cannot open " + file);
  jpeg_decompress_struct jpeg{};
  jpeg_error_mgr errors{};
  jpeg.err = jpeg_std_error(&errors);
  jpeg_create_decompress(&jpeg);
  jpeg_stdio_src(&jpeg, in);
  jpeg_read_header(&jpeg, TRUE);
  jpeg.out_color_space = JCS_RGB;
  jpeg_start_decompress(&jpeg);
  width = int(jpeg.output_width);
  height = int(jpeg.output_height);
  std::vector<std::uint8_t> out(std::size_t(width) * std::size_t(height) * 3);
  while (jpeg.output_scanline < jpeg.output_height) {
    JSAMPROW row = out.data() + std::size_t(jpeg.output_scanline) * std::size_t(width) * 3;
    jpeg_read_scanlines(&jpeg, &row, 1);
  }
  jpeg_finish_decompress(&jpeg);
  jpeg_destroy_decompress(&jpeg);
  std::fclose(in);
  return out;
}

inline Picture read_picture(const std::string& file) {
  int width = 0, height = 0;
  const auto bytes = read_jpeg(file, width, height);
  static const auto table = [] {
    std::array<float, 256> out{};
    for (int i = 0; i < 256; ++i) out[std::size_t(i)] = to_linear(float(i) / 255);
    return out;
  }();
  Picture out(width, height);
  for (std::size_t i = 0; i < bytes.size(); ++i) out.values[i] = table[bytes[i]];
  return out;
}

// `rgb`: sRGB levels 0 to 255.
inline void write_jpeg(const std::string& file, const std::vector<std::uint8_t>& rgb, int width, int height,
                       int quality) {
  std::FILE* out = std::fopen(file.c_str(), "wb");
  if (out == nullptr) throw std::runtime_error("cannot write " + file);
  jpeg_compress_struct jpeg{};
  jpeg_error_mgr errors{};
  jpeg.err = jpeg_std_error(&errors);
  jpeg_create_compress(&jpeg);
  jpeg_stdio_dest(&jpeg, out);
  jpeg.image_width = JDIMENSION(width);
  jpeg.image_height = JDIMENSION(height);
  jpeg.input_components = 3;
  jpeg.in_color_space = JCS_RGB;
  jpeg_set_defaults(&jpeg);
  jpeg_set_quality(&jpeg, quality, TRUE);
  jpeg_start_compress(&jpeg, TRUE);
  while (jpeg.next_scanline < jpeg.image_height) {
    auto* row = const_cast<JSAMPROW>(rgb.data() + std::size_t(jpeg.next_scanline) * std::size_t(width) * 3);
    jpeg_write_scanlines(&jpeg, &row, 1);
  }
  jpeg_finish_compress(&jpeg);
  jpeg_destroy_compress(&jpeg);
  std::fclose(out);
}

}  // namespace certphoto::generators

#endif
