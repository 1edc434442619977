// For tests: JPEG files of any kind, by libjpeg.
#ifndef CERTPHOTO_OUTPUT_JPEG_FOR_TEST_H
#define CERTPHOTO_OUTPUT_JPEG_FOR_TEST_H

#include <jpeglib.h>

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

namespace certphoto::output {

struct JpegOptions {
  int width = 48, height = 64;
  int quality = 90;
  int dpi = 300;
  bool progressive = false;
  bool grey = false;
  std::string app1 = {}, comment = {};
};

inline std::vector<std::uint8_t> MakeJpeg(const JpegOptions& o) {
  jpeg_error_mgr errors;
  jpeg_compress_struct jpeg{};
  jpeg.err = jpeg_std_error(&errors);
  jpeg_create_compress(&jpeg);
  unsigned char* bytes = nullptr;
  unsigned long size = 0;
  jpeg_mem_dest(&jpeg, &bytes, &size);
  jpeg.image_width = static_cast<JDIMENSION>(o.width);
  jpeg.image_height = static_cast<JDIMENSION>(o.height);
  jpeg.input_components = o.grey ? 1 : 3;
  jpeg.in_color_space = o.grey ? JCS_GRAYSCALE : JCS_RGB;
  jpeg_set_defaults(&jpeg);
  jpeg_set_quality(&jpeg, o.quality, TRUE);
  if (o.progressive) jpeg_simple_progression(&jpeg);
  jpeg.density_unit = 1;
  jpeg.X_density = jpeg.Y_density = static_cast<UINT16>(o.dpi);
  jpeg_start_compress(&jpeg, TRUE);
  const auto marker = [&](int code, const std::string& text) {
    if (!text.empty())
      jpeg_write_marker(&jpeg, code, reinterpret_cast<const JOCTET*>(text.data()),
                        static_cast<unsigned>(text.size()));
  };
  marker(JPEG_APP0 + 1, o.app1);
  marker(JPEG_COM, o.comment);
  std::vector<JSAMPLE> row(std::size_t(o.width) * 3, 120);
  auto* p = row.data();
  while (jpeg.next_scanline < jpeg.image_height) jpeg_write_scanlines(&jpeg, &p, 1);
  jpeg_finish_compress(&jpeg);
  std::vector<std::uint8_t> out(bytes, bytes + size);
  jpeg_destroy_compress(&jpeg);
  std::free(bytes);
  return out;
}

}  // namespace certphoto::output

#endif
