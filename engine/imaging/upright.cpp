#include "engine/imaging/upright.h"

#include <cstring>

namespace certphoto {
namespace {

constexpr std::size_t kPixelBytes = 3;

// What EXIF orientation 1..8 does to stored coordinates (EXIF 2.32, table 5): swap the axes, then mirror.
struct Move {
  bool swap, mirror_x, mirror_y;  // mirrors in the upright frame
};
constexpr Move kMoves[] = {{false, false, false}, {false, true, false}, {false, true, true},
                           {false, false, true},  {true, false, false}, {true, true, false},
                           {true, true, true},    {true, false, true}};

const Move& MoveOf(int orientation) {
  return kMoves[orientation - 1];
}

}  // namespace

Result<UprightWriter> UprightWriter::New(const StoredPicture& picture, const Allocator& allocator) {
  const Move& move = MoveOf(picture.orientation);
  std::uint32_t width = picture.decoded_width(), height = picture.decoded_height();
  std::uint32_t full_width = picture.width_px, full_height = picture.height_px;
  if (move.swap) {
    std::swap(width, height);
    std::swap(full_width, full_height);
  }
  auto image = allocator.NewImage(CPH_FORMAT_RGB8, width, height);
  if (!image) return image.error();

  const double by = picture.shrink;
  cph_placement& placement = (*image)->placement;
  placement.scale = 1.0 / by;
  placement.origin_x = move.mirror_x ? full_width - width * by : 0.0;
  placement.origin_y = move.mirror_y ? full_height - height * by : 0.0;
  return UprightWriter(picture, std::move(*image));
}

std::uint8_t* UprightWriter::At(std::uint32_t x, std::uint32_t y) {
  return image_->pixels + y * static_cast<std::size_t>(image_->stride_bytes) + x * kPixelBytes;
}

std::uint8_t* UprightWriter::DirectRow(std::uint32_t y) {
  const Move& move = MoveOf(picture_.orientation);
  if (move.swap || move.mirror_x) return nullptr;
  return At(0, move.mirror_y ? static_cast<std::uint32_t>(image_->height) - 1 - y : y);
}

void UprightWriter::Put(std::uint32_t y, std::uint32_t rows, const std::uint8_t* rgb, std::size_t stride) {
  const Move& move = MoveOf(picture_.orientation);
  const std::uint32_t stored_width = picture_.decoded_width();
  const auto last_x = static_cast<std::uint32_t>(image_->width) - 1;
  const auto last_y = static_cast<std::uint32_t>(image_->height) - 1;

  if (!move.swap) {
    for (std::uint32_t row = 0; row < rows; ++row) {
      const std::uint8_t* from = rgb + row * stride;
      std::uint8_t* to = At(0, move.mirror_y ? last_y - (y + row) : y + row);
      if (!move.mirror_x) {
        std::memcpy(to, from, stored_width * kPixelBytes);
        continue;
      }
      for (std::uint32_t x = 0; x < stored_width; ++x) {
        std::memcpy(to + (last_x - x) * kPixelBytes, from + x * kPixelBytes, kPixelBytes);
      }
    }
    return;
  }

  // Each stored column is a piece of an upright row: written piece by piece, so that every line of the
  // output is touched once a strip.
  const std::uint32_t left = move.mirror_x ? last_x - (y + rows - 1) : y;
  const std::uint8_t* first = move.mirror_x ? rgb + (rows - 1) * stride : rgb;
  const auto step =
      move.mirror_x ? -static_cast<std::ptrdiff_t>(stride) : static_cast<std::ptrdiff_t>(stride);
  for (std::uint32_t x = 0; x < stored_width; ++x) {
    std::uint8_t* to = At(left, move.mirror_y ? last_y - x : x);
    const std::uint8_t* from = first + x * kPixelBytes;
    for (std::uint32_t row = 0; row < rows; ++row, to += kPixelBytes, from += step) {
      std::memcpy(to, from, kPixelBytes);
    }
  }
}

}  // namespace certphoto
