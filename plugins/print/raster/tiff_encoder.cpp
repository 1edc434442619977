// Baseline TIFF 6.0, uncompressed, strips in order: every lab's software reads it, and since all sizes are
// known before the first row, the directory can stand in front and the file can be written in one pass.
#include <cmath>
#include <stdexcept>

#include "raster/encoder.h"

namespace certphoto::print {
namespace {

constexpr int kRowsPerStrip = 64;

class Bytes {
 public:
  void U16(std::uint32_t v) { Put(v, 2); }
  void U32(std::uint32_t v) { Put(v, 4); }
  std::vector<std::uint8_t> data;

 private:
  void Put(std::uint32_t v, int size) {
    for (int i = 0; i < size; ++i) data.push_back(static_cast<std::uint8_t>(v >> 8 * i));
  }
};

// Builds header, directory and what it points to.
class Front {
 public:
  explicit Front(const RasterFile& file, std::span<const std::uint8_t> profile)
      : file_(file), profile_(profile) {}

  std::vector<std::uint8_t> Make() {
    const auto channels = static_cast<std::uint32_t>(file_.channels);
    const std::uint64_t row = std::uint64_t(file_.width_px) * channels;
    const auto strips = static_cast<std::uint32_t>((file_.height_px + kRowsPerStrip - 1) / kRowsPerStrip);
    const std::uint32_t entries = 15u + (channels == 4 ? 1u : 0u);  // as many as Entry is called below
    outside_ = 8 + 2 + entries * 12 + 4;
    // Outside the directory, in this order: bits, two resolutions, strip offsets, strip sizes, profile.
    const std::uint64_t front =
        outside_ + 2 * channels + 16 + 8ull * strips + ((profile_.size() + 1) & ~std::size_t{1});
    if (front + row * std::uint64_t(file_.height_px) > 0xFFFFFFFFu)
      throw std::length_error("a TIFF file cannot be larger than 4 GB");

    directory_.data = {'I', 'I', 42, 0, 8, 0, 0, 0};
    directory_.U16(entries);
    Entry(256, 4, 1, static_cast<std::uint32_t>(file_.width_px));
    Entry(257, 4, 1, static_cast<std::uint32_t>(file_.height_px));
    const auto bits = Outside();
    for (std::uint32_t i = 0; i < channels; ++i) after_.U16(8);
    Entry(258, 3, channels, bits);            // BitsPerSample
    Entry(259, 3, 1, 1);                      // Compression: none
    Entry(262, 3, 1, channels == 4 ? 5 : 2);  // Photometric: separated or RGB
    const auto resolutions = Outside();
    const auto dpi = static_cast<std::uint32_t>(std::lround(file_.dpi * 1000));
    for (int i = 0; i < 2; ++i) after_.U32(dpi), after_.U32(1000);
    const auto offsets = Outside();
    for (std::uint32_t i = 0; i < strips; ++i)
      after_.U32(static_cast<std::uint32_t>(front + i * kRowsPerStrip * row));
    const auto sizes = Outside();
    for (std::uint32_t i = 0; i < strips; ++i)
      after_.U32(static_cast<std::uint32_t>(
          row * std::uint64_t(std::min(kRowsPerStrip, file_.height_px - int(i) * kRowsPerStrip))));
    const auto profile = Outside();
    after_.data.insert(after_.data.end(), profile_.begin(), profile_.end());
    if (profile_.size() % 2 != 0) after_.data.push_back(0);
    Entry(273, 4, strips, strips == 1 ? static_cast<std::uint32_t>(front) : offsets);  // StripOffsets
    Entry(274, 3, 1, 1);                                                               // Orientation
    Entry(277, 3, 1, channels);                                                        // SamplesPerPixel
    Entry(278, 4, 1, kRowsPerStrip);
    Entry(279, 4, strips,
          strips == 1 ? static_cast<std::uint32_t>(row * std::uint64_t(file_.height_px)) : sizes);
    Entry(282, 5, 1, resolutions);
    Entry(283, 5, 1, resolutions + 8);
    Entry(284, 3, 1, 1);                     // PlanarConfiguration: interleaved
    Entry(296, 3, 1, 2);                     // ResolutionUnit: inch
    if (channels == 4) Entry(332, 3, 1, 1);  // InkSet: CMYK
    Entry(34675, 7, static_cast<std::uint32_t>(profile_.size()), profile);
    directory_.U32(0);
    auto out = std::move(directory_.data);
    out.insert(out.end(), after_.data.begin(), after_.data.end());
    return out;
  }

 private:
  [[nodiscard]] std::uint32_t Outside() const {
    return outside_ + static_cast<std::uint32_t>(after_.data.size());
  }
  void Entry(std::uint32_t tag, std::uint32_t type, std::uint32_t count, std::uint32_t value) {
    directory_.U16(tag);
    directory_.U16(type);
    directory_.U32(count);
    directory_.U32(value);  // a 16-bit value is left-justified, which little-endian order does by itself
  }

  const RasterFile& file_;
  std::span<const std::uint8_t> profile_;
  std::uint32_t outside_ = 0;
  Bytes directory_, after_;
};

class TiffEncoder : public Encoder {
 public:
  TiffEncoder(const RasterFile& file, ByteSink sink) : sink_(std::move(sink)) {
    const auto srgb = IccProfile::Srgb();
    sink_(Front(file, file.profile != nullptr ? file.profile->bytes() : srgb.bytes()).Make());
  }
  void Rows(std::span<const std::uint8_t> samples) override { sink_(samples); }
  void Finish() override {}

 private:
  ByteSink sink_;
};

}  // namespace

std::unique_ptr<Encoder> MakeTiffEncoder(const RasterFile& file, ByteSink sink) {
  return std::make_unique<TiffEncoder>(file, std::move(sink));
}

}  // namespace certphoto::print
