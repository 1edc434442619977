#include "engine/imaging/thumbnail.h"

#include <algorithm>
#include <cmath>
#include <string>

#include "engine/imaging/encode_jpeg.h"

namespace certphoto {
namespace {

constexpr double kWidest = 10'000;  // px; the width follows from the height

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

// An image and the pixels it points to, which stay where they are when it is moved.
struct Owned {
  Owned(const cph_image& like, int bands, int width, int height) : image(like) {
    pixels.resize(static_cast<std::size_t>(width) * static_cast<std::size_t>(height) *
                  static_cast<std::size_t>(bands));
    image.format = bands == 1 ? CPH_FORMAT_GRAY8 : CPH_FORMAT_RGB8;
    image.width = width;
    image.height = height;
    image.stride_bytes = std::int64_t{width} * bands;
    image.pixels = pixels.data();
    image.dpi = 0;
  }
  Owned(Owned&&) = default;
  Owned& operator=(Owned&&) = default;

  std::vector<std::uint8_t> pixels;
  cph_image image;
};

const std::uint8_t* RowOf(const cph_image& image, std::int64_t y) {
  return image.pixels + y * image.stride_bytes;
}

Owned OverWhite(const cph_image& rgba) {
  Owned out(rgba, 3, rgba.width, rgba.height);
  auto* to = out.pixels.data();
  for (int y = 0; y < rgba.height; ++y) {
    const auto* from = RowOf(rgba, y);
    for (int x = 0; x < rgba.width; ++x, from += 4, to += 3)
      for (int c = 0; c < 3; ++c)
        to[c] = static_cast<std::uint8_t>((from[c] * from[3] + 255 * (255 - from[3]) + 127) / 255);
  }
  return out;
}

// The mean of every `factor` x `factor` pixels: most of the way for a photo of 12 MP. What is left over at
// the right and the bottom, less than a thumbnail's pixel, is cut.
Owned ShrinkByMean(const cph_image& image, int bands, int factor) {
  Owned out(image, bands, image.width / factor, image.height / factor);
  const auto width = static_cast<std::size_t>(out.image.width),
             height = static_cast<std::size_t>(out.image.height);
  const auto n = static_cast<std::size_t>(factor), channels = static_cast<std::size_t>(bands),
             row = width * n * channels;
  std::vector<std::uint16_t> sums(row);  // of at most 256 rows
  const auto area = static_cast<std::uint32_t>(n * n);
  for (std::size_t y = 0; y < height; ++y) {
    std::fill(sums.begin(), sums.end(), std::uint16_t{0});
    for (std::size_t k = 0; k < n; ++k) {
      const auto* from = RowOf(image, static_cast<std::int64_t>(y * n + k));
      for (std::size_t i = 0; i < row; ++i) sums[i] = static_cast<std::uint16_t>(sums[i] + from[i]);
    }
    for (std::size_t x = 0; x < width; ++x)
      for (std::size_t c = 0; c < channels; ++c) {
        std::uint32_t sum = area / 2;
        for (std::size_t k = 0; k < n; ++k) sum += sums[(x * n + k) * channels + c];
        out.pixels[(y * width + x) * channels + c] = static_cast<std::uint8_t>(sum / area);
      }
  }
  return out;
}

// What one output pixel takes of the input along one axis.
struct Taps {
  int first = 0;
  std::vector<float> weights;  // sum 1
};

// A triangle as wide as two output pixels: smooths just enough that nothing finer is left to alias.
std::vector<Taps> TriangleTaps(int from, int to) {
  const double ratio = double(from) / to;
  std::vector<Taps> out(static_cast<std::size_t>(to));
  for (int i = 0; i < to; ++i) {
    const double centre = (i + 0.5) * ratio - 0.5;
    auto& taps = out[static_cast<std::size_t>(i)];
    taps.first = std::max(0, static_cast<int>(std::floor(centre - ratio)) + 1);
    const int last = std::min(from - 1, static_cast<int>(std::ceil(centre + ratio)) - 1);
    double sum = 0;
    for (int k = taps.first; k <= last; ++k) sum += 1 - std::abs(k - centre) / ratio;
    for (int k = taps.first; k <= last; ++k)
      taps.weights.push_back(static_cast<float>((1 - std::abs(k - centre) / ratio) / sum));
  }
  return out;
}

// Never enlarges: `width` and `height` are at most the image's.
Owned Shrink(const cph_image& image, int bands, int width, int height) {
  Owned out(image, bands, width, height);
  const auto across = TriangleTaps(image.width, width), down = TriangleTaps(image.height, height);
  const auto channels = static_cast<std::size_t>(bands);
  std::vector<float> sums(static_cast<std::size_t>(image.width) * channels);
  auto* to = out.pixels.data();
  for (const auto& rows : down) {
    std::fill(sums.begin(), sums.end(), 0.0F);
    for (std::size_t k = 0; k < rows.weights.size(); ++k) {
      const auto* from = RowOf(image, rows.first + static_cast<std::int64_t>(k));
      const float weight = rows.weights[k];
      for (std::size_t i = 0; i < sums.size(); ++i) sums[i] += weight * from[i];
    }
    for (const auto& columns : across)
      for (std::size_t c = 0; c < channels; ++c) {
        float sum = 0.5F;  // rounds
        for (std::size_t k = 0; k < columns.weights.size(); ++k)
          sum += columns.weights[k] * sums[(static_cast<std::size_t>(columns.first) + k) * channels + c];
        *to++ = static_cast<std::uint8_t>(std::min(sum, 255.0F));
      }
  }
  return out;
}

}  // namespace

Result<std::vector<std::uint8_t>> EncodeThumbnail(const cph_image& image, int max_height_px, int quality) {
  const int bands = BandsOf(image.format);
  if (bands == 0)
    return Error{ErrorCode::kUsage, "no thumbnail of image format " + std::to_string(image.format)};
  if (max_height_px < 1) return Error{ErrorCode::kUsage, "a thumbnail has at least 1 px"};
  if (bands == 4) return EncodeThumbnail(OverWhite(image).image, max_height_px, quality);

  const double scale = std::min({1.0, double(max_height_px) / image.height, kWidest / image.width});
  const int width = std::max(1, static_cast<int>(std::lround(image.width * scale)));
  const int height = std::max(1, static_cast<int>(std::lround(image.height * scale)));
  const int factor = std::min({image.width / width, image.height / height, 256});
  if (factor == 1) return EncodeJpeg(Shrink(image, bands, width, height).image, quality);
  const auto near = ShrinkByMean(image, bands, factor);
  return EncodeJpeg(Shrink(near.image, bands, width, height).image, quality);
}

std::vector<std::uint8_t> ThumbnailOf(const ImageRef& image, int max_height_px, int quality) {
  if (!image) return {};
  auto jpeg = EncodeThumbnail(*image, max_height_px, quality);
  return jpeg ? std::move(*jpeg) : std::vector<std::uint8_t>();
}

}  // namespace certphoto
