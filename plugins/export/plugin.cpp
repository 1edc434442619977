// Export: from the finished picture to the finished file.
#include <algorithm>
#include <array>
#include <cmath>
#include <vector>

#include "certphoto/facts.hpp"
#include "jpeg_encoder.h"
#include "size_search.h"
#include "srgb_profile.h"

namespace certphoto::exporting {
namespace {

constexpr const char* kChromaChoices[] = {"auto", "444", "420", nullptr};

// A cut-out laid on the spec's background; white without a spec.
std::vector<std::uint8_t> Flattened(const cph::ImageView& image, const cph::Call& call) {
  const std::array<double, 3> ground{call.spec("background.r").value_or(255),
                                     call.spec("background.g").value_or(255),
                                     call.spec("background.b").value_or(255)};
  std::vector<std::uint8_t> out(std::size_t(image.width()) * std::size_t(image.height()) * 3);
  auto* to = out.data();
  for (int y = 0; y < image.height(); ++y) {
    const auto* from = image.row(y);
    for (int x = 0; x < image.width(); ++x, from += 4, to += 3) {
      const double alpha = from[3] / 255.0;
      for (std::size_t c = 0; c < 3; ++c)
        to[c] = static_cast<std::uint8_t>(std::lround(alpha * from[c] + (1 - alpha) * ground[c]));
    }
  }
  return out;
}

}  // namespace

struct ExportJpeg {
  static constexpr auto kind = CPH_KIND_TRANSFORM;
  static constexpr auto id = "export.jpeg";
  static constexpr auto summary = "Baseline JPEG of the spec's exact pixels, density and byte range";
  static constexpr auto threading = CPH_INSTANCE_PARALLEL;
  static constexpr auto needs = cph::list(cph::fact::kPhotoImage);
  static constexpr auto gives = cph::list(cph::fact::kExportFile, cph::fact::kExportInfo);
  static constexpr auto params = std::array{
      cph::integer("quality", 95, 1, 100, "", "JPEG quality not exceeded unless the file would be too small"),
      cph::choice("chroma", "auto", kChromaChoices,
                  "Colour resolution: full, halved, or full where the bytes allow it"),
      cph::boolean("embed_icc", true, "Embed the sRGB profile (588 bytes)"),
  };

  explicit ExportJpeg(cph::Setup& setup) : quality_(setup.integer("quality")), chroma_(setup.text("chroma")) {
    if (setup.flag("embed_icc")) icc_ = SrgbProfile();
  }

  void run(cph::Call& call) const {
    const auto image = call.image(cph::fact::kPhotoImage);
    RequireExactSize(call, image);
    std::vector<std::uint8_t> flat;
    RgbPicture picture{image.row(0), image.stride_bytes(), image.width(), image.height()};
    if (image.channels() == 4) {
      flat = Flattened(image, call);
      picture.data = flat.data();
      picture.stride_bytes = std::int64_t{3} * image.width();
    } else if (image.channels() != 3) {
      throw cph::Error(CPH_E_UNSUPPORTED, "export.jpeg takes RGB or RGBA pictures");
    }

    const double dpi = call.spec("output.dpi").value_or(image.raw()->dpi);
    JpegSettings settings;
    settings.dpi = static_cast<int>(std::lround(std::clamp(dpi, 0.0, 65535.0)));
    settings.icc = icc_;
    const auto encode = [&](int quality, Chroma chroma, bool optimal, std::vector<std::uint8_t>& out) {
      call.throw_if_cancelled();
      settings.quality = quality;
      settings.chroma = chroma;
      settings.optimal = optimal;
      EncodeJpeg(picture, settings, out);
    };
    const auto result = SearchSize(encode, Goal(call));
    call.put_values<std::uint8_t>(cph::fact::kExportFile, {std::ssize(result.file)}, result.file);
    const std::array<double, 5> info{double(result.quality), double(static_cast<int>(result.chroma)),
                                     double(result.file.size()), double(settings.dpi),
                                     result.in_range ? 1.0 : 0.0};
    call.put_values<double>(cph::fact::kExportInfo, {std::ssize(info)}, info);
  }

 private:
  static void RequireExactSize(const cph::Call& call, const cph::ImageView& image) {
    const auto size = [](double w, double h) {
      return std::to_string(std::lround(w)) + "x" + std::to_string(std::lround(h));
    };
    const double width = call.spec("output.width_px").value_or(image.width());
    const double height = call.spec("output.height_px").value_or(image.height());
    if (image.width() != width || image.height() != height)
      throw cph::Error(CPH_E_INVALID, "the picture is " + size(image.width(), image.height()) +
                                          ", the spec asks for " + size(width, height) +
                                          ": put geometry.crop before export.jpeg");
    if (image.width() > 65500 || image.height() > 65500)
      throw cph::Error(CPH_E_LIMIT, "JPEG ends at 65500 pixels a side");
  }

  [[nodiscard]] SizeGoal Goal(const cph::Call& call) const {
    SizeGoal goal;
    const auto bytes = [&](const char* path, std::uint64_t otherwise) {
      const auto value = call.spec(path);
      return value && *value > 0 ? static_cast<std::uint64_t>(*value) : otherwise;
    };
    goal.bytes_min = bytes("bytes.min", 0);
    goal.bytes_max = bytes("bytes.max", goal.bytes_max);
    goal.bytes_target_min = bytes("bytes.target_min", 0);
    goal.quality_min = std::clamp(static_cast<int>(call.spec("jpeg.quality_min").value_or(1)), 1, 100);
    goal.quality_usual = std::max(quality_, goal.quality_min);
    goal.may_444 = chroma_ != "420";
    goal.may_420 = chroma_ != "444";
    return goal;
  }

  int quality_;
  std::string chroma_;
  std::vector<std::uint8_t> icc_;
};

}  // namespace certphoto::exporting

using certphoto::exporting::ExportJpeg;
CERTPHOTO_PLUGIN("certphoto.export", "1.0.0", "certphoto", "Apache-2.0", ExportJpeg)
