#include "fit.h"

#include <algorithm>
#include <cmath>
#include <string_view>
#include <vector>

namespace certphoto::geometry {
namespace {

constexpr double kTouch_px = 0.01;  // source px: the page ends on the photo's edge, but for rounding

cph::Finding Verdict(int32_t verdict, double value, const char* unit, const char* note) {
  cph::Finding finding;
  finding.rule = "head.in_frame";
  finding.verdict = verdict;
  finding.value = value;
  finding.unit = unit;
  finding.note = note;
  return finding;
}

// What the candidate can mend. Too few pixels make every other band miss too; and a band without a reason of
// its own only gave way to the one that has it.
std::vector<cph::Finding> WorthSaying(std::vector<cph::Finding> missed) {
  const auto any = [&](const char* note) {
    return std::any_of(missed.begin(), missed.end(),
                       [&](const auto& f) { return std::string_view(f.note) == note; });
  };
  const auto all = [&](const char* note) {
    return std::all_of(missed.begin(), missed.end(),
                       [&](const auto& f) { return std::string_view(f.note) == note; });
  };
  if (any("head_small")) {
    std::erase_if(missed, [](const auto& f) { return std::string_view(f.note) != "head_small"; });
  } else if (!all("proportions")) {
    std::erase_if(missed, [](const auto& f) { return std::string_view(f.note) == "proportions"; });
  }
  return missed;
}

}  // namespace

const char* ReasonOfMiss(std::size_t band, double value, const cph::SpecBand& limits,
                         const cph::PageGeometry& page, double photo_width, double photo_height,
                         double max_scale) {
  const bool below = limits.min && value < *limits.min;
  const bool at_top = std::abs(page.y) <= kTouch_px;  // and could not go beyond it
  const bool at_bottom = page.y + page.height >= photo_height - kTouch_px;
  const bool at_most_pixels = page.scale >= max_scale * (1 - 1e-6);
  const bool fills_width = page.x <= kTouch_px && page.x + page.width >= photo_width - kTouch_px;
  switch (band) {
    case cph::kFaceWidth:
    case cph::kHeadWidth:
    case cph::kHeadHeight:
      if (below && at_most_pixels) return "head_small";
      if (!below && (at_bottom || fills_width)) return "head_large";
      return "proportions";
    case cph::kCentreX:
      return "no_room_beside";
    default:
      break;
  }
  // The head too high on the page asks for more photo above it, too low for more below.
  const bool measured_from_top = band == cph::kCrownTop || band == cph::kEyeTop;
  const bool too_high = measured_from_top == below;
  if (too_high && at_top) return "no_room_above";
  if (!too_high && at_bottom) return "no_room_below";
  return fills_width ? "head_large" : "proportions";
}

void GeometryFit::run(cph::Call& call) const {
  const auto page = cph::PageGeometry::of(call.tensor(cph::fact::kPhotoGeometry));
  const auto head = page.to_page(cph::HeadOutline::of(call.tensor(cph::fact::kHeadOutline)));
  const auto photo = cph::SourceInfo::of(call);
  const auto bands = cph::spec_bands(call);
  const auto values = cph::band_values(head, page.page_height);
  const double enlarged_at = call.threshold("head.in_frame", "upscale_review_ratio");
  const double enlarged_most = call.threshold("head.in_frame", "upscale_max_ratio");
  // A thousandth of a page pixel is the arithmetic, not the photo.
  constexpr double kRounding_px = 1e-3;

  std::vector<cph::Finding> missed;
  for (std::size_t i = 0; i < cph::kBandCount; ++i) {
    const auto& band = bands[i];
    const bool low = band.min && values[i] < *band.min - kRounding_px;
    const bool high = band.max && values[i] > *band.max + kRounding_px;
    if (!low && !high) continue;
    auto finding =
        Verdict(CPH_VERDICT_FAIL, values[i], "px",
                ReasonOfMiss(i, values[i], band, page, photo.width_px, photo.height_px, enlarged_at));
    finding.limit_min = band.min.value_or(cph::kNone);
    finding.limit_max = band.max.value_or(cph::kNone);
    finding.args = {
        {"what_zh", cph::kBandWords[i].zh}, {"what_en", cph::kBandWords[i].en}, {"range", band.text()}};
    missed.push_back(std::move(finding));
  }
  const bool good = missed.empty() && page.scale <= enlarged_at * (1 + 1e-6);
  for (const auto& finding : WorthSaying(std::move(missed))) call.report(finding);
  if (page.scale > enlarged_at * (1 + 1e-6)) {
    const bool too_much = page.scale > enlarged_most;
    auto finding = Verdict(too_much ? CPH_VERDICT_FAIL : CPH_VERDICT_REVIEW, page.scale, "ratio",
                           too_much ? "photo_too_small" : "enlarged");
    finding.limit_max = too_much ? enlarged_most : enlarged_at;
    call.report(finding);
  }
  if (good) call.report(Verdict(CPH_VERDICT_PASS, page.scale, "ratio", nullptr));
}

}  // namespace certphoto::geometry
