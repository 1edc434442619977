#include "necklace.h"

#include <algorithm>

#include "certphoto/mesh_points.hpp"
#include "certphoto/verdict.hpp"

namespace certphoto::jewellery {

namespace {

constexpr double kPatch = 2.4;  // units
constexpr double kBelowChin = 0.75;
constexpr double kLeastPart = 0.2;

}  // namespace

cph::Affine neck_square(std::span<const float> mesh) {
  const auto frame = cph::LevelFrame::of(mesh);
  const auto chin = frame.units_of(cph::mesh::at(mesh, cph::mesh::kChin));
  return frame.square({chin.x, chin.y + kBelowChin}, kPatch, kNeckSide);
}

std::vector<cph::Point> neck_in_photo(const cph::ImageView& photo, std::span<const float> mesh) {
  const auto to_source = neck_square(mesh);
  const auto to_image = cph::source_to_image(photo);
  double low = 0;  // the last row of the patch whose middle lies in the photo
  for (int y = 0; y < kNeckSide; ++y) {
    const auto p = to_image(to_source({kNeckSide / 2.0, y + 0.5}));
    if (p.x >= 0 && p.y >= 0 && p.x < photo.width() && p.y < photo.height()) low = y + 1;
  }
  if (low < kLeastPart * kNeckSide) return {};
  constexpr double kSide = kNeckSide;
  return {to_source({0, 0}), to_source({kSide, 0}), to_source({kSide, low}), to_source({0, low})};
}

void Necklace::run(cph::Call& call) const {
  const auto photo = call.image(cph::fact::kSourceImage);
  const auto mesh = call.tensor(cph::fact::kFaceMesh).values<float>();
  cph::Finding f;
  f.rule = id;
  f.unit = "probability";
  const auto seen = neck_in_photo(photo, mesh);
  if (seen.empty()) {
    f.verdict = CPH_VERDICT_NOT_APPLICABLE;
    f.note = "no_neck";
    return call.report(f);
  }
  const double p = cph::ask<1>(call, model_, photo, neck_square(mesh), kNeckSide)[0];
  cph::Limits::at_most(call, id, "necklace_review_score", "necklace_max_score").apply(f, p);
  f.confidence = cph::confidence_of(f.verdict, p);
  f.note = f.verdict == CPH_VERDICT_FAIL     ? "necklace"
           : f.verdict == CPH_VERDICT_REVIEW ? "maybe_necklace"
                                             : "no_necklace";
  if (f.verdict != CPH_VERDICT_PASS) f.regions.push_back({"neck", seen});
  call.report(f);
}

}  // namespace certphoto::jewellery
