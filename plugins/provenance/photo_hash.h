// photo.hash: what a picture looks like in 256 bits, the same for copies that were resized or compressed
// again.
#ifndef CERTPHOTO_PLUGINS_PROVENANCE_PHOTO_HASH_H
#define CERTPHOTO_PLUGINS_PROVENANCE_PHOTO_HASH_H

#include <array>
#include <cstdint>

#include "certphoto/facts.hpp"

namespace certphoto::provenance {

// u8 [32]: perceptual hash of the photo; the number of bits that differ tells how unlike two photos are.
inline constexpr auto kPhotoHash = "photo.hash/1";

using PhotoHashBits = std::array<std::uint8_t, 32>;

// Signs of the 16 x 16 lowest frequencies of the picture's luma on a grid of 64 x 64, against their median
// (C. Zauner, "Implementation and Benchmarking of Perceptual Image Hash Functions", 2010, with more bits:
// studio portraits of different people share the coarse ones).
[[nodiscard]] PhotoHashBits hash_of(const cph::ImageView& photo);

struct PhotoHash {
  static constexpr auto kind = CPH_KIND_ANALYZER;
  static constexpr auto id = "photo.hash";
  static constexpr auto summary = "What the photo looks like in 256 bits, to find copies";
  static constexpr auto threading = CPH_INSTANCE_PARALLEL;
  static constexpr auto needs = cph::list(cph::fact::kSourceImage);
  static constexpr auto gives = cph::list(kPhotoHash);

  void run(cph::Call& call) const;
};

}  // namespace certphoto::provenance

#endif
