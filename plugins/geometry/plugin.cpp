// Geometry: plans the crop from facts alone, carries it out, and says what a photo lacks for it.
#include <algorithm>
#include <cstring>
#include <vector>

#include "certphoto/resample.hpp"
#include "edge_contact.h"
#include "fit.h"
#include "page_solver.h"

namespace certphoto::geometry {
namespace {

constexpr const char* kFillChoices[] = {"background", "forbid", nullptr};

// The spec's background; white where there is no spec, as on paper.
std::array<std::uint8_t, 4> BackgroundOf(const cph::Call& call) {
  const auto sample = [&](const char* path) {
    return static_cast<std::uint8_t>(std::clamp(call.spec(path).value_or(255.0), 0.0, 255.0));
  };
  return {sample("background.r"), sample("background.g"), sample("background.b"), 255};
}

// Alpha premultiplied, so that the colour of transparent pixels does not bleed into their neighbours.
std::vector<std::uint8_t> Premultiplied(const cph::ImageView& image) {
  std::vector<std::uint8_t> out(static_cast<std::size_t>(image.width()) * std::size_t(image.height()) * 4);
  auto* to = out.data();
  for (int y = 0; y < image.height(); ++y) {
    const auto* from = image.row(y);
    for (int x = 0; x < image.width(); ++x, from += 4, to += 4) {
      for (int c = 0; c < 3; ++c) to[c] = static_cast<std::uint8_t>((from[c] * from[3] + 127) / 255);
      to[3] = from[3];
    }
  }
  return out;
}

void Unpremultiply(cph::Image& image) {
  for (int y = 0; y < image.height(); ++y) {
    auto* p = image.row(y);
    for (int x = 0; x < image.width(); ++x, p += 4) {
      if (p[3] == 0) continue;
      for (int c = 0; c < 3; ++c)
        p[c] = static_cast<std::uint8_t>(std::min(255, (p[c] * 255 + p[3] / 2) / p[3]));
    }
  }
}

}  // namespace

struct GeometryPlan {
  static constexpr auto kind = CPH_KIND_ANALYZER;
  static constexpr auto id = "geometry.plan";
  static constexpr auto summary =
      "Where the finished page lies on the photo: scale and place that meet the spec's bands";
  static constexpr auto threading = CPH_INSTANCE_PARALLEL;
  static constexpr auto needs = cph::list(cph::fact::kHeadOutline, cph::fact::kSourceInfo);
  static constexpr auto uses = cph::list(cph::fact::kPersonMatte);
  static constexpr auto gives = cph::list(cph::fact::kPhotoGeometry);
  static constexpr auto params = std::array{
      cph::number("max_upscale", 1.0, 0.1, 4.0, "ratio",
                  "Most finished pixels per pixel of the full-resolution photo"),
      cph::number("margin", 1.5, 0.0, 10.0, "", "Room kept to a band's ends, in errors of measuring again"),
      cph::choice("fill", "background", kFillChoices,
                  "What the page may show beyond the photo: painted background, or nothing"),
  };

  explicit GeometryPlan(cph::Setup& setup)
      : max_upscale_(setup.number("max_upscale")),
        margin_(setup.number("margin")),
        may_fill_(setup.text("fill") == "background") {
    const auto width = setup.spec("output.width_px"), height = setup.spec("output.height_px");
    if (!width || !height)
      throw cph::Error(CPH_E_INVALID,
                       "geometry.plan needs a spec that states the finished size: name one under `spec`");
    page_width_ = static_cast<int>(*width);
    page_height_ = static_cast<int>(*height);
  }

  void run(cph::Call& call) const {
    const auto head = cph::HeadOutline::of(call.tensor(cph::fact::kHeadOutline));
    if (!(head.chin.y > head.crown.y)) throw cph::Error(CPH_E_ABSENT, "upright head");
    const auto photo = cph::SourceInfo::of(call);

    PhotoFrame frame;
    frame.width_px = photo.width_px;
    frame.height_px = photo.height_px;
    frame.max_scale = max_upscale_;
    // Beyond the photo there is only what we paint: not without a matte that tells where the person touches
    // the edge, and not where the spec forbids a painted background.
    const auto matte = call.find_image(cph::fact::kPersonMatte);
    if (may_fill_ && matte && call.spec("edit.background") != 0.0) {
      const auto contact = FindEdgeContact(matte);
      frame.open_above = !contact.above;
      frame.open_left_to_y = contact.left.value_or(kEverywhere);
      frame.open_right_to_y = contact.right.value_or(kEverywhere);
    }
    const auto plan = SolvePage(head, cph::spec_bands(call), page_width_, page_height_, frame, margin_);
    call.put_values<double>(cph::fact::kPhotoGeometry, {8}, plan.page.values());
  }

 private:
  double max_upscale_, margin_;
  bool may_fill_;
  int page_width_ = 0, page_height_ = 0;
};

struct GeometryCrop {
  static constexpr auto kind = CPH_KIND_TRANSFORM;
  static constexpr auto id = "geometry.crop";
  static constexpr auto summary =
      "Cuts the planned page out of the photo and scales it to the exact size, never stretching";
  static constexpr auto threading = CPH_INSTANCE_PARALLEL;
  static constexpr auto needs = cph::list(cph::fact::kPhotoImage, cph::fact::kPhotoGeometry);
  static constexpr auto gives = cph::list(cph::fact::kPhotoImage);
  static constexpr auto kThresholds = cph::list("upscale_max_ratio");
  static constexpr auto rules = std::array{cph::rule("head.in_frame", kThresholds)};

  void run(cph::Call& call) const {
    const auto page = cph::PageGeometry::of(call.tensor(cph::fact::kPhotoGeometry));
    const auto photo = call.image(cph::fact::kPhotoImage);
    if (page.scale > call.threshold("head.in_frame", "upscale_max_ratio"))
      throw cph::Error(CPH_E_ABSENT,
                       "enough pixels: the photo is too small to be enlarged to the finished size");
    if (photo.channels() < 3) throw cph::Error(CPH_E_UNSUPPORTED, "geometry.crop takes RGB or RGBA pictures");

    auto out = call.make_image(photo.format(), page.page_width, page.page_height);
    const auto corner = photo.to_image({page.x, page.y});
    const cph::Rect window{corner.x, corner.y, page.width * photo.scale(), page.height * photo.scale()};
    const bool has_alpha = photo.channels() == 4;
    cph::Pixels source(photo);
    std::vector<std::uint8_t> premultiplied;
    if (has_alpha) {
      premultiplied = Premultiplied(photo);
      source.data = premultiplied.data();
      source.stride_bytes = std::int64_t{4} * photo.width();
    }
    // Beyond a cut-out there is nothing, beyond a painted photo its background.
    cph::resample(source, window, has_alpha ? std::array<std::uint8_t, 4>{} : BackgroundOf(call), out);
    if (has_alpha) Unpremultiply(out);
    out.set_placement({page.x, page.y, page.scale});
    out.set_dpi(call.spec("output.dpi").value_or(0));
    call.put(cph::fact::kPhotoImage, std::move(out));
  }
};

}  // namespace certphoto::geometry

using namespace certphoto::geometry;  // NOLINT: the macro below takes plain names
CERTPHOTO_PLUGIN("certphoto.geometry", "1.0.0", "certphoto", "Apache-2.0", GeometryPlan, GeometryFit,
                 GeometryCrop)
