// Profiles of printers that do not exist, made by Little CMS: Debian has no free one of class 'prtr'.
#ifndef CERTPHOTO_TESTS_PRINT_PRINTER_PROFILES_H
#define CERTPHOTO_TESTS_PRINT_PRINTER_PROFILES_H

#include <lcms2.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <stdexcept>
#include <vector>

namespace certphoto::print_test {

inline std::vector<std::uint8_t> SaveProfile(cmsHPROFILE profile, const char* description) {
  cmsMLU* text = cmsMLUalloc(nullptr, 1);
  cmsMLUsetASCII(text, "en", "US", description);
  cmsWriteTag(profile, cmsSigProfileDescriptionTag, text);
  cmsMLUfree(text);
  cmsUInt32Number size = 0;
  cmsSaveProfileToMem(profile, nullptr, &size);
  std::vector<std::uint8_t> bytes(size);
  if (!cmsSaveProfileToMem(profile, bytes.data(), &size)) throw std::runtime_error("cannot save a profile");
  cmsCloseProfile(profile);
  return bytes;
}

// A dye-sublimation printer: narrower than sRGB, lighter black.
inline std::vector<std::uint8_t> RgbPrinter() {
  const cmsCIExyY white{0.3457, 0.3585, 1};
  const cmsCIExyYTRIPLE primaries{{0.60, 0.34, 1}, {0.31, 0.55, 1}, {0.17, 0.12, 1}};
  cmsToneCurve* curve = cmsBuildGamma(nullptr, 1.9);
  cmsToneCurve* const curves[3] = {curve, curve, curve};
  cmsHPROFILE profile = cmsCreateRGBProfile(&white, &primaries, curves);
  cmsFreeToneCurve(curve);
  cmsSetDeviceClass(profile, cmsSigOutputClass);
  return SaveProfile(profile, "Test dye-sub printer");
}

// Inks as ideal block dyes with a little dirt, black from the smallest of the three: enough of a press to
// test with.
struct Press {
  // Ink amounts 0..1 to Lab.
  static void ToLab(const double (&cmyk)[4], cmsCIELab& lab) {
    const double k = 1 - 0.92 * cmyk[3];
    const double r = (1 - 0.88 * cmyk[0]) * (1 - 0.05 * cmyk[1]) * k,
                 g = (1 - 0.20 * cmyk[0]) * (1 - 0.82 * cmyk[1]) * (1 - 0.04 * cmyk[2]) * k,
                 b = (1 - 0.05 * cmyk[0]) * (1 - 0.25 * cmyk[1]) * (1 - 0.85 * cmyk[2]) * k;
    const cmsCIEXYZ xyz{0.4361 * r + 0.3851 * g + 0.1431 * b, 0.2225 * r + 0.7169 * g + 0.0606 * b,
                        0.0139 * r + 0.0971 * g + 0.7141 * b};
    cmsXYZ2Lab(nullptr, &lab, &xyz);
  }
  // The inverse, by coordinate descent with black taken from what the others share.
  static void FromLab(const cmsCIELab& lab, double (&cmyk)[4]) {
    cmsCIEXYZ xyz;
    cmsLab2XYZ(nullptr, &xyz, &lab);
    const double r = 3.1339 * xyz.X - 1.6169 * xyz.Y - 0.4906 * xyz.Z,
                 g = -0.9788 * xyz.X + 1.9161 * xyz.Y + 0.0335 * xyz.Z,
                 b = 0.0719 * xyz.X - 0.2290 * xyz.Y + 1.4052 * xyz.Z;
    const double lightest = std::clamp(std::max({r, g, b}), 0.0, 1.0);
    cmyk[3] = std::clamp((1 - lightest) / 0.92 * 0.9, 0.0, 1.0);
    const double k = 1 - 0.92 * cmyk[3];
    for (int round = 0; round < 40; ++round) {
      const auto solve = [](double wanted, double factor, double others) {
        return std::clamp((1 - wanted / std::max(others, 1e-6)) / factor, 0.0, 1.0);
      };
      cmyk[0] = solve(r, 0.88, (1 - 0.05 * cmyk[1]) * k);
      cmyk[1] = solve(g, 0.82, (1 - 0.20 * cmyk[0]) * (1 - 0.04 * cmyk[2]) * k);
      cmyk[2] = solve(b, 0.85, (1 - 0.05 * cmyk[0]) * (1 - 0.25 * cmyk[1]) * k);
    }
  }
};

inline std::vector<std::uint8_t> CmykPrinter() {
  cmsHPROFILE profile = cmsCreateProfilePlaceholder(nullptr);
  cmsSetProfileVersion(profile, 2.1);
  cmsSetDeviceClass(profile, cmsSigOutputClass);
  cmsSetColorSpace(profile, cmsSigCmykData);
  cmsSetPCS(profile, cmsSigLabData);
  cmsWriteTag(profile, cmsSigMediaWhitePointTag, cmsD50_XYZ());
  const auto write = [&](cmsTagSignature tag, cmsUInt32Number in, cmsUInt32Number out, cmsUInt32Number grid,
                         cmsSAMPLER16 sampler) {
    cmsPipeline* pipeline = cmsPipelineAlloc(nullptr, in, out);
    cmsStage* table = cmsStageAllocCLut16bit(nullptr, grid, in, out, nullptr);
    cmsStageSampleCLut16bit(table, sampler, nullptr, 0);
    cmsPipelineInsertStage(pipeline, cmsAT_BEGIN, cmsStageAllocToneCurves(nullptr, in, nullptr));
    cmsPipelineInsertStage(pipeline, cmsAT_END, table);
    cmsPipelineInsertStage(pipeline, cmsAT_END, cmsStageAllocToneCurves(nullptr, out, nullptr));
    cmsWriteTag(profile, tag, pipeline);
    cmsPipelineFree(pipeline);
  };
  const auto forth = [](const cmsUInt16Number in[], cmsUInt16Number out[], void*) -> cmsInt32Number {
    const double cmyk[4] = {in[0] / 65535.0, in[1] / 65535.0, in[2] / 65535.0, in[3] / 65535.0};
    cmsCIELab lab;
    Press::ToLab(cmyk, lab);
    cmsFloat2LabEncodedV2(out, &lab);
    return TRUE;
  };
  const auto back = [](const cmsUInt16Number in[], cmsUInt16Number out[], void*) -> cmsInt32Number {
    cmsCIELab lab;
    cmsLabEncoded2FloatV2(&lab, in);
    double cmyk[4];
    Press::FromLab(lab, cmyk);
    for (int i = 0; i < 4; ++i) out[i] = static_cast<cmsUInt16Number>(std::lround(cmyk[i] * 65535));
    return TRUE;
  };
  write(cmsSigAToB0Tag, 4, 3, 11, forth);
  write(cmsSigAToB1Tag, 4, 3, 11, forth);
  write(cmsSigBToA0Tag, 3, 4, 33, back);
  write(cmsSigBToA1Tag, 3, 4, 33, back);
  return SaveProfile(profile, "Test press");
}

}  // namespace certphoto::print_test

#endif
