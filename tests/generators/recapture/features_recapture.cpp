// The features of image.recapture for each JPEG file: "file,number,…" a line. For scripts/train/recapture.py.
// With --border first: how strong a border runs round each picture instead.
#include <cstdio>
#include <string_view>

#include "border.h"
#include "picture.h"
#include "spectra.h"

int main(int argc, char** argv) {
  const certphoto::recapture::Spectra spectra;
  const bool border = argc > 1 && std::string_view(argv[1]) == "--border";
  for (int i = border ? 2 : 1; i < argc; ++i) {
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
    if (border) {
      std::printf("%s,%.4f\n", argv[i], certphoto::recapture::find_border(cph::ImageView(&image)).strength);
      continue;
    }
    if (width < certphoto::recapture::kLeastSide || height < certphoto::recapture::kLeastSide) continue;
    std::printf("%s", argv[i]);
    for (const float v : spectra.measure(cph::ImageView(&image))) std::printf(",%.4f", double(v));
    std::printf("\n");
  }
  return 0;
}
