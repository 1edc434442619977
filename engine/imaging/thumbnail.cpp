#include "engine/imaging/thumbnail.h"

#include <vips/vips.h>

#include <algorithm>
#include <cstring>
#include <memory>
#include <string>

#include "engine/imaging/vips_library.h"

namespace certphoto {
namespace {

constexpr int kWidestShape = 10'000;  // the width follows from the height

struct Unref {
  void operator()(VipsImage* image) const { g_object_unref(image); }
};
using Image = std::unique_ptr<VipsImage, Unref>;

int BandsOf(std::int32_t format) {
  switch (format) {
    case CPH_FORMAT_GRAY8:
      return 1;
    case CPH_FORMAT_RGB8:
      return 3;
    case CPH_FORMAT_RGBA8:
      return 4;
    default:
      return 0;
  }
}

Error Failed() {
  return {ErrorCode::kInternal, "the thumbnail could not be made: " + TakeVipsComplaint()};
}

// The mean of every `factor` x `factor` pixels, which brings a photo near its size at a tenth of what libvips
// takes for it. What is left over at the right and the bottom, less than a thumbnail's pixel, is cut.
void ShrinkByMean(const cph_image& image, int bands, int factor, std::vector<std::uint8_t>& out) {
  const auto width = static_cast<std::size_t>(image.width / factor),
             height = static_cast<std::size_t>(image.height / factor);
  const auto n = static_cast<std::size_t>(factor), channels = static_cast<std::size_t>(bands),
             row = width * n * channels;
  out.resize(width * height * channels);
  std::vector<std::uint16_t> sums(row);  // of at most 256 rows
  const auto area = static_cast<std::uint32_t>(n * n);
  for (std::size_t y = 0; y < height; ++y) {
    std::fill(sums.begin(), sums.end(), std::uint16_t{0});
    for (std::size_t k = 0; k < n; ++k) {
      const auto* from = image.pixels + static_cast<std::int64_t>(y * n + k) * image.stride_bytes;
      for (std::size_t i = 0; i < row; ++i) sums[i] = static_cast<std::uint16_t>(sums[i] + from[i]);
    }
    for (std::size_t x = 0; x < width; ++x)
      for (std::size_t c = 0; c < channels; ++c) {
        std::uint32_t sum = area / 2;
        for (std::size_t k = 0; k < n; ++k) sum += sums[(x * n + k) * channels + c];
        out[(y * width + x) * channels + c] = static_cast<std::uint8_t>(sum / area);
      }
  }
}

// libvips takes packed rows only; `packed` receives them where the image's are not.
Image Wrap(const cph_image& image, int bands, std::vector<std::uint8_t>& packed) {
  const auto row = static_cast<std::size_t>(image.width) * static_cast<std::size_t>(bands);
  const auto rows = static_cast<std::size_t>(image.height);
  const std::uint8_t* pixels = image.pixels;
  if (image.stride_bytes != static_cast<std::int64_t>(row)) {
    packed.resize(row * rows);
    for (std::size_t y = 0; y < rows; ++y) {
      std::memcpy(packed.data() + y * row, image.pixels + static_cast<std::int64_t>(y) * image.stride_bytes,
                  row);
    }
    pixels = packed.data();
  }
  Image raw(
      vips_image_new_from_memory(pixels, row * rows, image.width, image.height, bands, VIPS_FORMAT_UCHAR));
  VipsImage* named = nullptr;
  const auto meaning = bands == 1 ? VIPS_INTERPRETATION_B_W : VIPS_INTERPRETATION_sRGB;
  if (!raw || vips_copy(raw.get(), &named, "interpretation", meaning, nullptr) != 0) return {};
  return Image(named);
}

}  // namespace

Result<std::vector<std::uint8_t>> EncodeThumbnail(const cph_image& image, int max_height_px, int quality) {
  const int bands = BandsOf(image.format);
  if (bands == 0)
    return Error{ErrorCode::kUsage, "no thumbnail of image format " + std::to_string(image.format)};
  if (max_height_px < 1) return Error{ErrorCode::kUsage, "a thumbnail has at least 1 px"};
  if (auto started = StartVips(); !started) return started.error();

  std::vector<std::uint8_t> shrunk, packed;
  cph_image near = image;
  const int factor = std::min(image.height / max_height_px, 256);
  if (factor > 1 && image.width >= factor &&
      bands != 4) {  // of transparent pixels the mean would have to be weighted
    ShrinkByMean(image, bands, factor, shrunk);
    near.width = image.width / factor;
    near.height = image.height / factor;
    near.stride_bytes = std::int64_t{near.width} * bands;
    near.pixels = shrunk.data();
  }
  const Image full = Wrap(near, bands, packed);
  VipsImage* made = nullptr;
  if (!full || vips_thumbnail_image(full.get(), &made, kWidestShape, "height", max_height_px, "size",
                                    VIPS_SIZE_DOWN, nullptr) != 0) {
    return Failed();
  }
  const Image small(made);
  void* data = nullptr;
  std::size_t size = 0;
  VipsArrayDouble* white = vips_array_double_newv(1, 255.0);
  const int failed = vips_jpegsave_buffer(small.get(), &data, &size, "Q", quality, "strip", TRUE,
                                          "optimize_coding", TRUE, "background", white, nullptr);
  vips_area_unref(VIPS_AREA(white));
  if (failed != 0) return Failed();
  const std::unique_ptr<void, void (*)(void*)> owner(data, &g_free);
  const auto* bytes = static_cast<const std::uint8_t*>(data);
  return std::vector<std::uint8_t>(bytes, bytes + size);
}

}  // namespace certphoto
