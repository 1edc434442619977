// What marks, texts and areas are printed with.
#ifndef CERTPHOTO_PRINT_DRAWING_INK_H
#define CERTPHOTO_PRINT_DRAWING_INK_H

#include <array>
#include <compare>
#include <cstdint>

namespace certphoto::print {

using Rgb = std::array<std::uint8_t, 3>;  // sRGB

// Either a share of black alone, so that hairlines and small type cannot misregister on a press of several
// inks, or a colour of the photos' own colour space.
struct Ink {
  bool black_only = true;
  std::uint8_t black = 255;  // 0 paper, 255 full
  Rgb rgb{};

  static constexpr Ink Black(std::uint8_t share = 255) { return {true, share, {}}; }
  static constexpr Ink Colour(Rgb rgb) { return {false, 0, rgb}; }
  // As the raster shows it.
  [[nodiscard]] constexpr Rgb OnScreen() const {
    const auto grey = static_cast<std::uint8_t>(255 - black);
    return black_only ? Rgb{grey, grey, grey} : rgb;
  }
  auto operator<=>(const Ink&) const = default;
};

}  // namespace certphoto::print

#endif
