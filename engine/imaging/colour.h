// From the colours of an ICC profile to sRGB, for rows of 8-bit pixels.
#ifndef CERTPHOTO_ENGINE_IMAGING_COLOUR_H
#define CERTPHOTO_ENGINE_IMAGING_COLOUR_H

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>

namespace certphoto {

enum class SampleKind {
  kGrey,         // 1 byte a pixel
  kRgb,          // 3 bytes
  kCmyk,         // 4 bytes, 0 is no ink
  kCmykInverted  // 4 bytes, 255 is no ink: what Adobe writes into JPEG
};

// Immutable after Make; used by one thread at a time. Relative colorimetric with black point compensation.
class SrgbTransform {
 public:
  // Nothing when the profile is absent, damaged, not of this kind of sample, or sRGB already: when it moves
  // no colour of a 9 x 9 x 9 grid by more than one step of 255.
  [[nodiscard]] static std::optional<SrgbTransform> Make(std::span<const std::uint8_t> icc, SampleKind kind);

  // `samples` to RGB, `pixels` of them. The two may be the same memory for kRgb and do not overlap otherwise.
  void Apply(const std::uint8_t* samples, std::uint8_t* rgb, std::size_t pixels) const;

 private:
  struct Lcms;
  explicit SrgbTransform(std::shared_ptr<Lcms> lcms);
  std::shared_ptr<Lcms> lcms_;
};

}  // namespace certphoto

#endif
