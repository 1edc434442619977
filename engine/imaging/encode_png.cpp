// The container is written here and the pixels are deflated by libdeflate, in one piece: zlib, which libpng
// and libvips bring along, needs 2.4 times as long for a larger file.
#include "engine/imaging/encode_png.h"

#include <libdeflate.h>

#include <cmath>
#include <cstring>
#include <memory>
#include <new>
#include <span>
#include <string>
#include <string_view>

namespace certphoto {
namespace {

using Bytes = std::vector<std::uint8_t>;

struct FreeCompressor {
  void operator()(libdeflate_compressor* c) const { libdeflate_free_compressor(c); }
};
using Compressor = std::unique_ptr<libdeflate_compressor, FreeCompressor>;

// PNG 1.2 (ISO/IEC 15948), section 5: the parts of a file.
constexpr std::uint8_t kSignature[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n'};
constexpr std::uint8_t kFilterNone = 0;
// The difference to the row above: of the five, the fastest and the smallest on portraits and cut-outs at
// level 1.
constexpr std::uint8_t kFilterUp = 2;
constexpr std::uint8_t kRelativeColorimetric = 1;
constexpr double kMaxDpi = 50'000'000;  // what 32 bits of pixels a metre hold

struct Kind {
  std::uint8_t colour_type;
  std::size_t pixel_bytes;
};

const Kind* KindOf(std::int32_t format) {
  static constexpr Kind kGrey{0, 1}, kRgb{2, 3}, kRgba{6, 4};
  switch (format) {
    case CPH_FORMAT_GRAY8:
      return &kGrey;
    case CPH_FORMAT_RGB8:
      return &kRgb;
    case CPH_FORMAT_RGBA8:
      return &kRgba;
    default:
      return nullptr;
  }
}

void Put(Bytes& to, const void* data, std::size_t size) {
  to.resize(to.size() + size);
  std::memcpy(to.data() + to.size() - size, data, size);
}

void PutNumber(Bytes& to, std::uint32_t value) {
  for (const int shift : {24, 16, 8, 0}) to.push_back(static_cast<std::uint8_t>(value >> shift));
}

// A chunk is its length, its type, its data, and the checksum of type and data. It is begun, filled and
// ended.
std::size_t BeginChunk(Bytes& file, std::string_view type) {
  PutNumber(file, 0);
  Put(file, type.data(), type.size());
  return file.size();
}
void EndChunk(Bytes& file, std::size_t begin) {
  const auto length = static_cast<std::uint32_t>(file.size() - begin);
  for (std::size_t i = 0; i < 4; ++i) file[begin - 8 + i] = static_cast<std::uint8_t>(length >> (24 - 8 * i));
  PutNumber(file, libdeflate_crc32(0, file.data() + begin - 4, length + 4));
}

bool PutDeflated(Bytes& file, libdeflate_compressor* compressor, std::span<const std::uint8_t> raw) {
  const std::size_t begin = file.size();
  file.resize(begin + libdeflate_zlib_compress_bound(compressor, raw.size()));
  const std::size_t size =
      libdeflate_zlib_compress(compressor, raw.data(), raw.size(), file.data() + begin, file.size() - begin);
  file.resize(begin + size);
  return size > 0;
}

void PutHeader(Bytes& file, const cph_image& image, const Kind& kind) {
  Put(file, kSignature, sizeof kSignature);
  const auto chunk = BeginChunk(file, "IHDR");
  PutNumber(file, static_cast<std::uint32_t>(image.width));
  PutNumber(file, static_cast<std::uint32_t>(image.height));
  const std::uint8_t rest[] = {8, kind.colour_type, 0, 0,
                               0};  // bits; deflate, adaptive filters, not interlaced
  Put(file, rest, sizeof rest);
  EndChunk(file, chunk);
}

bool PutColours(Bytes& file, libdeflate_compressor* compressor, const cph_image& image) {
  if (image.icc == nullptr) {
    const auto chunk = BeginChunk(file, "sRGB");
    file.push_back(kRelativeColorimetric);
    EndChunk(file, chunk);
    return true;
  }
  const auto chunk = BeginChunk(file, "iCCP");
  constexpr std::string_view kNameAndMethod("ICC\0\0", 5);
  Put(file, kNameAndMethod.data(), kNameAndMethod.size());
  if (!PutDeflated(file, compressor, {image.icc, static_cast<std::size_t>(image.icc_bytes)})) return false;
  EndChunk(file, chunk);
  return true;
}

void PutResolution(Bytes& file, double dpi) {
  if (!(dpi > 0) || dpi > kMaxDpi) return;
  const auto per_metre = static_cast<std::uint32_t>(std::lround(dpi / 0.0254));
  const auto chunk = BeginChunk(file, "pHYs");
  PutNumber(file, per_metre);
  PutNumber(file, per_metre);
  file.push_back(1);  // unit: metre
  EndChunk(file, chunk);
}

Bytes Filtered(const cph_image& image, const Kind& kind) {
  const std::size_t row_bytes = static_cast<std::size_t>(image.width) * kind.pixel_bytes;
  Bytes rows((row_bytes + 1) * static_cast<std::size_t>(image.height));
  std::uint8_t* to = rows.data();
  for (std::int32_t y = 0; y < image.height; ++y, to += row_bytes) {
    const std::uint8_t* row = image.pixels + y * image.stride_bytes;
    *to++ = y == 0 ? kFilterNone : kFilterUp;
    if (y == 0) {
      std::memcpy(to, row, row_bytes);
      continue;
    }
    const std::uint8_t* above = row - image.stride_bytes;
    for (std::size_t i = 0; i < row_bytes; ++i) to[i] = static_cast<std::uint8_t>(row[i] - above[i]);
  }
  return rows;
}

Result<Bytes> Encode(const cph_image& image, const Kind& kind, int compression) {
  const Compressor compressor(libdeflate_alloc_compressor(compression));
  if (!compressor) return Error{ErrorCode::kLimit, "out of memory while a PNG was written"};
  Bytes file;
  PutHeader(file, image, kind);
  bool ok = PutColours(file, compressor.get(), image);
  PutResolution(file, image.dpi);

  const auto pixels = BeginChunk(file, "IDAT");
  ok = PutDeflated(file, compressor.get(), Filtered(image, kind)) && ok;
  if (!ok) return Error{ErrorCode::kInternal, "deflating a PNG failed"};
  if (file.size() - pixels > 0x7FFFFFFF) return Error{ErrorCode::kLimit, "the PNG is over 2 GiB"};
  EndChunk(file, pixels);
  EndChunk(file, BeginChunk(file, "IEND"));
  return file;
}

}  // namespace

Result<Bytes> EncodePng(const cph_image& image, int compression) {
  const auto* kind = KindOf(image.format);
  if (kind == nullptr) {
    return Error{ErrorCode::kUsage,
                 "image format " + std::to_string(image.format) + " cannot be written as PNG"};
  }
  if (compression < kFastPng || compression > kSmallestPng) {
    return Error{ErrorCode::kUsage, "PNG compression " + std::to_string(compression) + " is not in 1..9"};
  }
  const auto row_bytes = std::int64_t{image.width} * static_cast<std::int64_t>(kind->pixel_bytes);
  if (image.pixels == nullptr || image.width < 1 || image.height < 1 || image.stride_bytes < row_bytes) {
    return Error{ErrorCode::kUsage, "an image without pixels cannot be written as PNG"};
  }
  try {
    return Encode(image, *kind, compression);
  } catch (const std::bad_alloc&) {
    return Error{ErrorCode::kLimit, "out of memory while a PNG was written"};
  }
}

}  // namespace certphoto
