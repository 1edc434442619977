#include "engine/imaging/colour.h"

#include <lcms2.h>

#include <array>
#include <cstdlib>
#include <limits>
#include <vector>

namespace certphoto {
namespace {

struct CloseProfile {
  void operator()(void* profile) const { cmsCloseProfile(profile); }
};
using Profile = std::unique_ptr<void, CloseProfile>;

cmsColorSpaceSignature Space(SampleKind kind) {
  switch (kind) {
    case SampleKind::kGrey:
      return cmsSigGrayData;
    case SampleKind::kRgb:
      return cmsSigRgbData;
    case SampleKind::kCmyk:
    case SampleKind::kCmykInverted:
      return cmsSigCmykData;
  }
  return cmsSigRgbData;
}

cmsUInt32Number Layout(SampleKind kind) {
  switch (kind) {
    case SampleKind::kGrey:
      return TYPE_GRAY_8;
    case SampleKind::kRgb:
      return TYPE_RGB_8;
    case SampleKind::kCmyk:
      return TYPE_CMYK_8;
    case SampleKind::kCmykInverted:
      return TYPE_CMYK_8_REV;
  }
  return TYPE_RGB_8;
}

// 9 steps a channel meet every corner, the greys and the inside.
constexpr int kGridSteps = 9;

std::vector<std::uint8_t> GridOf(SampleKind kind) {
  std::vector<std::uint8_t> grid;
  const auto level = [](int i) { return static_cast<std::uint8_t>(i * 255 / (kGridSteps - 1)); };
  if (kind == SampleKind::kGrey) {
    for (int i = 0; i < 256; ++i) grid.push_back(static_cast<std::uint8_t>(i));
    return grid;
  }
  for (int r = 0; r < kGridSteps; ++r) {
    for (int g = 0; g < kGridSteps; ++g) {
      for (int b = 0; b < kGridSteps; ++b) grid.insert(grid.end(), {level(r), level(g), level(b)});
    }
  }
  return grid;
}

}  // namespace

struct SrgbTransform::Lcms {
  cmsContext context =
      cmsCreateContext(nullptr, nullptr);  // its own: the default one logs nowhere and is shared
  cmsHTRANSFORM transform = nullptr;

  Lcms() = default;
  Lcms(const Lcms&) = delete;
  Lcms& operator=(const Lcms&) = delete;
  ~Lcms() {
    if (transform != nullptr) cmsDeleteTransform(transform);
    cmsDeleteContext(context);
  }
};

SrgbTransform::SrgbTransform(std::shared_ptr<Lcms> lcms) : lcms_(std::move(lcms)) {}

std::optional<SrgbTransform> SrgbTransform::Make(std::span<const std::uint8_t> icc, SampleKind kind) {
  if (icc.empty() || icc.size() > std::numeric_limits<cmsUInt32Number>::max()) return std::nullopt;
  auto lcms = std::make_shared<Lcms>();
  if (lcms->context == nullptr) return std::nullopt;
  cmsSetLogErrorHandlerTHR(lcms->context, [](cmsContext, cmsUInt32Number, const char*) {});

  const Profile from(
      cmsOpenProfileFromMemTHR(lcms->context, icc.data(), static_cast<cmsUInt32Number>(icc.size())));
  if (!from || cmsGetColorSpace(from.get()) != Space(kind)) return std::nullopt;
  const Profile srgb(cmsCreate_sRGBProfileTHR(lcms->context));
  lcms->transform =
      cmsCreateTransformTHR(lcms->context, from.get(), Layout(kind), srgb.get(), TYPE_RGB_8,
                            INTENT_RELATIVE_COLORIMETRIC, cmsFLAGS_BLACKPOINTCOMPENSATION | cmsFLAGS_NOCACHE);
  if (lcms->transform == nullptr) return std::nullopt;

  SrgbTransform transform(std::move(lcms));
  if (kind == SampleKind::kGrey || kind == SampleKind::kRgb) {
    const auto grid = GridOf(kind);
    const std::size_t channels = kind == SampleKind::kGrey ? 1 : 3;
    const std::size_t pixels = grid.size() / channels;
    std::vector<std::uint8_t> converted(pixels * 3);
    transform.Apply(grid.data(), converted.data(), pixels);
    int moved = 0;
    for (std::size_t i = 0; i < converted.size(); ++i) {
      moved = std::max(moved, std::abs(int{converted[i]} - int{grid[channels == 1 ? i / 3 : i]}));
    }
    if (moved <= 1) return std::nullopt;
  }
  return transform;
}

void SrgbTransform::Apply(const std::uint8_t* samples, std::uint8_t* rgb, std::size_t pixels) const {
  cmsDoTransform(lcms_->transform, samples, rgb, static_cast<cmsUInt32Number>(pixels));
}

}  // namespace certphoto
