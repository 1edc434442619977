#include "srgb_profile.h"

#include <lcms2.h>

#include <algorithm>
#include <array>
#include <memory>
#include <stdexcept>

namespace certphoto::exporting {

std::vector<std::uint8_t> SrgbProfile() {
  const auto close = [](void* profile) { cmsCloseProfile(profile); };
  const std::unique_ptr<void, decltype(close)> profile(cmsCreate_sRGBProfile(), close);
  cmsUInt32Number size = 0;
  if (!profile || !cmsSaveProfileToMem(profile.get(), nullptr, &size))
    throw std::runtime_error("cannot make an sRGB profile");
  std::vector<std::uint8_t> bytes(size);
  if (!cmsSaveProfileToMem(profile.get(), bytes.data(), &size))
    throw std::runtime_error("cannot write an sRGB profile");
  // The header's date is the moment of making, and the same photo must give the same bytes on every day.
  // ICC.1:2010 7.2.8: six big-endian numbers at byte 24; this is the month in which IEC 61966-2-1 was
  // published.
  constexpr std::array<std::uint8_t, 12> kOctober1999{0x07, 0xCF, 0, 10, 0, 1, 0, 0, 0, 0, 0, 0};
  if (bytes.size() < 128) throw std::runtime_error("the sRGB profile has no header");
  std::copy(kOctober1999.begin(), kOctober1999.end(), bytes.begin() + 24);
  return bytes;
}

}  // namespace certphoto::exporting
