// The items of a renderer: the scene's picture as the files of finished photos, and one that is none.
#include <cstddef>
#include <cstdio>
#include <cstdlib>

#include "engine/check/scene.h"
#include "engine/imaging/encode_png.h"
#include "engine/imaging/libjpeg.h"

namespace certphoto::check {
namespace {

constexpr int kQuality = 90;
constexpr std::int64_t kManyUpToPixels = 2'000'000;  // of a larger picture one item takes long enough

std::vector<std::uint8_t> Jpeg(const cph_image& image) {
  jpeg_compress_struct out{};
  jpeg_error_mgr errors{};
  unsigned char* bytes = nullptr;
  unsigned long size = 0;
  out.err = jpeg_std_error(&errors);
  jpeg_create_compress(&out);
  jpeg_mem_dest(&out, &bytes, &size);
  out.image_width = static_cast<JDIMENSION>(image.width);
  out.image_height = static_cast<JDIMENSION>(image.height);
  out.input_components = 3;
  out.in_color_space = JCS_RGB;
  jpeg_set_defaults(&out);
  jpeg_set_quality(&out, kQuality, TRUE);
  out.density_unit = 1;
  out.X_density = out.Y_density = 300;
  jpeg_start_compress(&out, TRUE);
  while (out.next_scanline < out.image_height) {
    JSAMPROW row = image.pixels + out.next_scanline * image.stride_bytes;
    jpeg_write_scanlines(&out, &row, 1);
  }
  jpeg_finish_compress(&out);
  std::vector<std::uint8_t> file(bytes, bytes + size);
  jpeg_destroy_compress(&out);
  std::free(bytes);
  return file;
}

}  // namespace

void AddItems(Scene& scene) {
  const auto& request = scene.request;
  if (!scene.items.empty() || !request.face) return;
  const auto& picture = scene.images.find("source.image/1")->second->raw;
  const auto jpeg = Jpeg(picture);
  scene.items.push_back(
      {{{"id", "a"}, {"name", "张三"}, {"number", "20240101"}, {"group", "1"}}, jpeg, true});
  if (std::int64_t{request.width} * request.height > kManyUpToPixels) return;
  if (auto png = EncodePng(picture))
    scene.items.push_back({{{"id", "b"}, {"name", "Ada"}, {"group", "1"}}, std::move(*png), true});
  const std::vector<std::uint8_t> torn(jpeg.begin(),
                                       jpeg.begin() + static_cast<std::ptrdiff_t>(jpeg.size() / 2));
  scene.items.push_back({{{"id", "c"}, {"name", std::string(300, 'x')}, {"group", "2"}}, torn, false});
  scene.items.push_back({{}, jpeg, true});
}

}  // namespace certphoto::check
