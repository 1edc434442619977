// The items of a renderer: the scene's picture as the files of finished photos, and one that is none.
#include <cstddef>

#include "engine/check/scene.h"
#include "engine/imaging/encode_jpeg.h"
#include "engine/imaging/encode_png.h"

namespace certphoto::check {
namespace {

constexpr int kQuality = 90;
constexpr std::int64_t kManyUpToPixels = 2'000'000;  // of a larger picture one item takes long enough

}  // namespace

void AddItems(Scene& scene) {
  const auto& request = scene.request;
  if (!scene.items.empty() || !request.face) return;
  auto picture = scene.images.find("source.image/1")->second->raw;
  picture.dpi = 300;
  const auto encoded = EncodeJpeg(picture, kQuality);
  if (!encoded) return;  // no scene is wider than a JPEG may be
  const auto& jpeg = *encoded;
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
