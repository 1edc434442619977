// The features of image.recapture for each JPEG file: "file,number,…" a line. For scripts/train/recapture.py.
#include <cstdio>

#include "picture.h"
#include "spectra.h"

int main(int argc, char** argv) {
  const certphoto::recapture::Spectra spectra;
  for (int i = 1; i < argc; ++i) {
    cph_image image{};
    image.struct_size = sizeof image;
    image.format = CPH_FORMAT_RGB8;
    int width = 0, height = 0;
    auto bytes = certphoto::generators::read_jpeg(argv[i], width, height);
    image.width = width;
    image.height = height;
    image.stride_bytes = std::int64_t(width) * 3;
    image.pixels = bytes.data();
    image.placement.scale = 1;
    if (width < certphoto::recapture::kLeastSide || height < certphoto::recapture::kLeastSide) continue;
    std::printf("%s", argv[i]);
    for (const float v : spectra.measure(cph::ImageView(&image))) std::printf(",%.4f", double(v));
    std::printf("\n");
  }
  return 0;
}
