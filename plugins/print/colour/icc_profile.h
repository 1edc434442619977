// ICC profiles by Little CMS: sRGB, that of a printer, and whether two show the same colours.
#ifndef CERTPHOTO_PRINT_COLOUR_ICC_PROFILE_H
#define CERTPHOTO_PRINT_COLOUR_ICC_PROFILE_H

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace certphoto::print {

// Immutable; not to be used by two threads at once.
class IccProfile {
 public:
  // IEC 61966-2-1 as an ICC version 2 profile, the same bytes on every run.
  [[nodiscard]] static IccProfile Srgb();
  // Empty when Little CMS cannot read it or it is over 16 MiB.
  [[nodiscard]] static std::optional<IccProfile> Parse(std::span<const std::uint8_t> bytes);

  [[nodiscard]] std::span<const std::uint8_t> bytes() const { return *bytes_; }
  // "RGB ", "CMYK", "GRAY" …: the profile's data colour space.
  [[nodiscard]] std::string colour_space() const;
  [[nodiscard]] int components() const;
  // Of the class of printers ('prtr').
  [[nodiscard]] bool is_printer() const;
  // Of its description tag, ASCII.
  [[nodiscard]] std::string description() const;
  // cmsHPROFILE.
  [[nodiscard]] void* handle() const { return handle_.get(); }

 private:
  IccProfile(std::shared_ptr<const std::vector<std::uint8_t>> bytes, std::shared_ptr<void> handle)
      : bytes_(std::move(bytes)), handle_(std::move(handle)) {}
  std::shared_ptr<const std::vector<std::uint8_t>> bytes_;
  std::shared_ptr<void> handle_;
};

// True for an RGB profile that shows 125 colours of the cube within ΔE00 1 of sRGB: no viewer sees which of
// the two is meant.
[[nodiscard]] bool ShowsLikeSrgb(const IccProfile& profile);

}  // namespace certphoto::print

#endif
