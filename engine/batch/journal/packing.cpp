#include "engine/batch/journal/packing.h"

#include <libdeflate.h>

#include <memory>

namespace certphoto {
namespace {
constexpr std::size_t kMaxText = 64u << 20;
constexpr int kLevel = 6;  // 0.25 ms for a report of 19 kB
}  // namespace

std::vector<std::uint8_t> Pack(const std::string& text) {
  const std::unique_ptr<libdeflate_compressor, decltype(&libdeflate_free_compressor)> packer(
      libdeflate_alloc_compressor(kLevel), &libdeflate_free_compressor);
  std::vector<std::uint8_t> out(4 + libdeflate_zlib_compress_bound(packer.get(), text.size()));
  for (int i = 0; i < 4; ++i)
    out[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(text.size() >> (8 * i));
  out.resize(
      4 + libdeflate_zlib_compress(packer.get(), text.data(), text.size(), out.data() + 4, out.size() - 4));
  return out;
}

std::string Unpack(std::span<const std::uint8_t> packed) {
  if (packed.size() < 4) return "";
  std::size_t size = 0;
  for (std::size_t i = 0; i < 4; ++i) size |= std::size_t{packed[i]} << (8 * i);
  if (size > kMaxText) return "";
  std::string text(size, '\0');
  const std::unique_ptr<libdeflate_decompressor, decltype(&libdeflate_free_decompressor)> unpacker(
      libdeflate_alloc_decompressor(), &libdeflate_free_decompressor);
  const auto result = libdeflate_zlib_decompress(unpacker.get(), packed.data() + 4, packed.size() - 4,
                                                 text.data(), size, nullptr);
  return result == LIBDEFLATE_SUCCESS ? text : "";
}

}  // namespace certphoto
