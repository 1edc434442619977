#include "colour/colour_transform.h"

#include <lcms2.h>

#include <stdexcept>

#include "certphoto/colour.hpp"

namespace certphoto::print {
namespace {

cmsUInt32Number FlagsOf(const ColourSettings& settings) {
  // Without the tables of 8-bit "optimisation", which are off by up to two levels.
  return cmsFLAGS_HIGHRESPRECALC | cmsFLAGS_NOCACHE |
         (settings.black_point_compensation ? cmsFLAGS_BLACKPOINTCOMPENSATION : 0u);
}

std::shared_ptr<void> Share(cmsHTRANSFORM transform, const char* what) {
  if (transform == nullptr)
    throw std::invalid_argument(std::string("Little CMS cannot convert colours ") + what);
  return {transform, cmsDeleteTransform};
}

cmsUInt32Number FormatOf(const IccProfile& printer) {
  if (printer.colour_space() == "RGB ") return TYPE_RGB_8;
  if (printer.colour_space() == "CMYK") return TYPE_CMYK_8;
  throw std::invalid_argument("the printer profile is of colour space '" + printer.colour_space() +
                              "'; RGB and CMYK are printed");
}

}  // namespace

ColourTransform ColourTransform::ToPrinter(const IccProfile& printer, const ColourSettings& settings) {
  const auto format = FormatOf(printer);
  const auto srgb = IccProfile::Srgb();
  return {Share(cmsCreateTransform(srgb.handle(), TYPE_RGB_8, printer.handle(), format,
                                   static_cast<cmsUInt32Number>(settings.intent), FlagsOf(settings)),
                "to the printer profile"),
          printer.components()};
}

ColourTransform ColourTransform::SoftProof(const IccProfile& printer, const ColourSettings& settings) {
  (void)FormatOf(printer);
  const auto srgb = IccProfile::Srgb();
  return {Share(cmsCreateProofingTransform(srgb.handle(), TYPE_RGB_8, srgb.handle(), TYPE_RGB_8,
                                           printer.handle(), INTENT_RELATIVE_COLORIMETRIC,
                                           static_cast<cmsUInt32Number>(settings.intent),
                                           FlagsOf(settings) | cmsFLAGS_SOFTPROOFING),
                "through the printer profile"),
          3};
}

void ColourTransform::Apply(std::span<const std::uint8_t> rgb, std::vector<std::uint8_t>& out) const {
  const auto pixels = rgb.size() / 3;
  out.resize(pixels * std::size_t(channels_));
  cmsDoTransform(handle_.get(), rgb.data(), out.data(), static_cast<cmsUInt32Number>(pixels));
}

double PrintedDeltaE(const IccProfile& printer, const ColourSettings& settings, const Rgb& colour) {
  const std::shared_ptr<void> lab(cmsCreateLab4Profile(nullptr), [](void* p) { cmsCloseProfile(p); });
  const auto srgb = IccProfile::Srgb();
  const auto wanted = Share(cmsCreateTransform(srgb.handle(), TYPE_RGB_8, lab.get(), TYPE_Lab_DBL,
                                               INTENT_RELATIVE_COLORIMETRIC, cmsFLAGS_NOOPTIMIZE),
                            "to Lab");
  const auto back = Share(cmsCreateTransform(printer.handle(), FormatOf(printer), lab.get(), TYPE_Lab_DBL,
                                             INTENT_RELATIVE_COLORIMETRIC, cmsFLAGS_NOOPTIMIZE),
                          "from the printer profile");
  std::vector<std::uint8_t> printed;
  ColourTransform::ToPrinter(printer, settings).Apply(colour, printed);
  cmsCIELab one, two;
  cmsDoTransform(wanted.get(), colour.data(), &one, 1);
  cmsDoTransform(back.get(), printed.data(), &two, 1);
  return cph::ciede2000({one.L, one.a, one.b}, {two.L, two.a, two.b});
}

}  // namespace certphoto::print
