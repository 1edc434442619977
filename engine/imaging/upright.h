// Puts decoded rows where the EXIF orientation says they are seen.
#ifndef CERTPHOTO_ENGINE_IMAGING_UPRIGHT_H
#define CERTPHOTO_ENGINE_IMAGING_UPRIGHT_H

#include <cstddef>
#include <cstdint>

#include "engine/base/result.h"
#include "engine/imaging/image.h"

namespace certphoto {

// A file's picture as it is stored and what is to become of it.
struct StoredPicture {
  std::uint32_t width_px = 0, height_px = 0;  // as stored, full resolution
  int orientation = 1;                        // EXIF 1..8
  int shrink = 1;                             // decoded = ceil(stored / shrink) on both axes

  [[nodiscard]] std::uint32_t decoded_width() const { return Decoded(width_px); }
  [[nodiscard]] std::uint32_t decoded_height() const { return Decoded(height_px); }

 private:
  [[nodiscard]] std::uint32_t Decoded(std::uint32_t side) const {
    const auto by = static_cast<std::uint32_t>(shrink);
    return side / by + (side % by != 0 ? 1 : 0);
  }
};

// True for the orientations that swap width and height.
[[nodiscard]] constexpr bool SwapsAxes(int orientation) {
  return orientation >= 5;
}

// Takes the decoded rows of a picture from top to bottom, as stored, and fills an upright RGB8 image. The
// image's placement is exact for odd sizes too: a decoder completes the last, partial cell beyond the
// picture's edge, and where the orientation moves that edge to the left or top, the origin lies that far
// outside.
class UprightWriter {
 public:
  [[nodiscard]] static Result<UprightWriter> New(const StoredPicture& picture, const Allocator& allocator);

  // Where row `y` can be written directly; null when its pixels have to be moved, by Put.
  [[nodiscard]] std::uint8_t* DirectRow(std::uint32_t y);

  // Rows y .. y + rows - 1, RGB, `stride` bytes apart.
  void Put(std::uint32_t y, std::uint32_t rows, const std::uint8_t* rgb, std::size_t stride);

  [[nodiscard]] const StoredPicture& picture() const { return picture_; }
  [[nodiscard]] ImageRef Take() { return std::move(image_); }

 private:
  UprightWriter(const StoredPicture& picture, ImageRef image) : picture_(picture), image_(std::move(image)) {}
  [[nodiscard]] std::uint8_t* At(std::uint32_t x, std::uint32_t y);

  StoredPicture picture_;
  ImageRef image_;
};

}  // namespace certphoto

#endif
