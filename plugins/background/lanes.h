// A pixel's colour in the lanes of one register: what is computed per pixel of the band is the same for all
// three channels.
#ifndef CERTPHOTO_BACKGROUND_LANES_H
#define CERTPHOTO_BACKGROUND_LANES_H

#include <cstdint>
#include <cstring>
#include <opencv2/core/hal/intrin.hpp>

namespace background {

using Lanes = cv::v_float32x4;

// R, G, B of the pixel at `p` and `fourth` (0..255). Reads three bytes.
[[nodiscard]] inline Lanes lanes_of(const std::uint8_t* p, std::uint8_t fourth = 0) {
  const auto packed = std::uint32_t(p[0]) | std::uint32_t(p[1]) << 8 | std::uint32_t(p[2]) << 16 |
                      std::uint32_t(fourth) << 24;
  const auto bytes = cv::v_reinterpret_as_u8(cv::v_setall_u32(packed));
  return cv::v_cvt_f32(cv::v_reinterpret_as_s32(cv::v_expand_low(cv::v_expand_low(bytes))));
}

// Writes the first `count` (3 or 4) lanes, 0..255, rounded, to `p`.
inline void store_bytes(const Lanes& v, std::size_t count, std::uint8_t* p) {
  const auto whole = cv::v_trunc(v + cv::v_setall_f32(0.5F));
  const auto words = cv::v_pack_u(whole, whole);
  const std::uint32_t packed = cv::v_reinterpret_as_u32(cv::v_pack(words, words)).get0();
  std::memcpy(p, &packed, count);
}

}  // namespace background

#endif
