#include "colour/icc_profile.h"

#include <lcms2.h>

#include <cctype>
#include <cstring>
#include <stdexcept>

#include "certphoto/colour.hpp"

namespace certphoto::print {
namespace {

constexpr std::size_t kMaxProfileBytes = 16u << 20;
constexpr double kSameColour = 1.0;  // CIEDE2000: no difference is seen

std::shared_ptr<void> Open(const std::vector<std::uint8_t>& bytes) {
  return {cmsOpenProfileFromMem(bytes.data(), static_cast<cmsUInt32Number>(bytes.size())), [](void* p) {
            if (p != nullptr) cmsCloseProfile(p);
          }};
}

}  // namespace

IccProfile IccProfile::Srgb() {
  const std::unique_ptr<void, int (*)(void*)> made(cmsCreate_sRGBProfile(),
                                                   [](void* p) { return cmsCloseProfile(p); });
  if (!made) throw std::runtime_error("Little CMS cannot make the sRGB profile");
  cmsSetProfileVersion(made.get(), 2.1);
  cmsUInt32Number size = 0;
  cmsSaveProfileToMem(made.get(), nullptr, &size);
  auto bytes = std::make_shared<std::vector<std::uint8_t>>(size);
  if (!cmsSaveProfileToMem(made.get(), bytes->data(), &size))
    throw std::runtime_error("Little CMS cannot save the sRGB profile");
  // ICC.1:2001-04, 6.1: the time of making, 2000-01-01, so that equal jobs make equal files.
  constexpr std::uint8_t kDate[12] = {0x07, 0xD0, 0, 1, 0, 1, 0, 0, 0, 0, 0, 0};
  std::memcpy(bytes->data() + 24, kDate, sizeof kDate);
  auto handle = Open(*bytes);
  return {std::move(bytes), std::move(handle)};
}

std::optional<IccProfile> IccProfile::Parse(std::span<const std::uint8_t> bytes) {
  if (bytes.size() < 128 || bytes.size() > kMaxProfileBytes) return std::nullopt;
  auto copy = std::make_shared<std::vector<std::uint8_t>>(bytes.begin(), bytes.end());
  auto handle = Open(*copy);
  if (!handle) return std::nullopt;
  return IccProfile(std::move(copy), std::move(handle));
}

std::string IccProfile::colour_space() const {
  const auto signature = static_cast<std::uint32_t>(cmsGetColorSpace(handle_.get()));
  std::string out;
  for (int shift = 24; shift >= 0; shift -= 8) out += static_cast<char>(signature >> shift & 0xFF);
  return out;
}

int IccProfile::components() const {
  return static_cast<int>(cmsChannelsOf(cmsGetColorSpace(handle_.get())));
}

bool IccProfile::is_printer() const {
  return cmsGetDeviceClass(handle_.get()) == cmsSigOutputClass;
}

std::string IccProfile::description() const {
  char text[256] = "";
  cmsGetProfileInfoASCII(handle_.get(), cmsInfoDescription, "en", "US", text, sizeof text);
  std::string out;
  for (const char* p = text; *p != '\0'; ++p)
    if (std::isprint(static_cast<unsigned char>(*p)) != 0) out += *p;
  return out;
}

bool ShowsLikeSrgb(const IccProfile& profile) {
  if (profile.colour_space() != "RGB ") return false;
  const std::unique_ptr<void, int (*)(void*)> lab(cmsCreateLab4Profile(nullptr),
                                                  [](void* p) { return cmsCloseProfile(p); });
  const std::unique_ptr<void, void (*)(void*)> transform(
      cmsCreateTransform(profile.handle(), TYPE_RGB_8, lab.get(), TYPE_Lab_DBL, INTENT_RELATIVE_COLORIMETRIC,
                         cmsFLAGS_NOOPTIMIZE),
      &cmsDeleteTransform);
  const auto srgb = IccProfile::Srgb();
  const std::unique_ptr<void, void (*)(void*)> reference(
      cmsCreateTransform(srgb.handle(), TYPE_RGB_8, lab.get(), TYPE_Lab_DBL, INTENT_RELATIVE_COLORIMETRIC,
                         cmsFLAGS_NOOPTIMIZE),
      &cmsDeleteTransform);
  if (!transform || !reference) return false;
  for (int i = 0; i < 125; ++i) {
    const std::uint8_t rgb[3] = {static_cast<std::uint8_t>(i % 5 * 255 / 4),
                                 static_cast<std::uint8_t>(i / 5 % 5 * 255 / 4),
                                 static_cast<std::uint8_t>(i / 25 * 255 / 4)};
    cmsCIELab one, two;
    cmsDoTransform(transform.get(), rgb, &one, 1);
    cmsDoTransform(reference.get(), rgb, &two, 1);
    if (cph::ciede2000({one.L, one.a, one.b}, {two.L, two.a, two.b}) > kSameColour) return false;
  }
  return true;
}

}  // namespace certphoto::print
