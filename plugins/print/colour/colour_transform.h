// From sRGB to a printer's own colours, once, and back to a screen to show beforehand what becomes of them.
#ifndef CERTPHOTO_PRINT_COLOUR_COLOUR_TRANSFORM_H
#define CERTPHOTO_PRINT_COLOUR_COLOUR_TRANSFORM_H

#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "colour/icc_profile.h"
#include "drawing/ink.h"

namespace certphoto::print {

enum class Intent { kPerceptual = 0, kRelative = 1, kSaturation = 2, kAbsolute = 3 };

struct ColourSettings {
  Intent intent = Intent::kRelative;
  bool black_point_compensation = true;
};

// Packed 8-bit samples. Made once per job; on one thread.
class ColourTransform {
 public:
  // To the printer's RGB or CMYK (0 paper, 255 full). Throws std::invalid_argument for a profile of another
  // kind.
  [[nodiscard]] static ColourTransform ToPrinter(const IccProfile& printer, const ColourSettings& settings);
  // sRGB to sRGB as the printer will show it, white of the paper kept white.
  [[nodiscard]] static ColourTransform SoftProof(const IccProfile& printer, const ColourSettings& settings);

  [[nodiscard]] int channels() const { return channels_; }
  // `rgb` holds whole pixels; the result has as many.
  void Apply(std::span<const std::uint8_t> rgb, std::vector<std::uint8_t>& out) const;

 private:
  ColourTransform(std::shared_ptr<void> handle, int channels)
      : handle_(std::move(handle)), channels_(channels) {}
  std::shared_ptr<void> handle_;
  int channels_;
};

// How far a colour of sRGB moves on its way through the printer (CIEDE2000, both relative to their white):
// large for a colour the printer cannot make.
[[nodiscard]] double PrintedDeltaE(const IccProfile& printer, const ColourSettings& settings,
                                   const Rgb& colour);

}  // namespace certphoto::print

#endif
