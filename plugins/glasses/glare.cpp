#include "glare.h"

#include <algorithm>
#include <cmath>
#include <numbers>
#include <vector>

#include "certphoto/mesh_points.hpp"
#include "certphoto/sampling.hpp"

namespace certphoto::glasses {

using cph::Point;

namespace {

constexpr int kSamples = 96;     // samples across the lens's square
constexpr double kSquare = 0.8;  // its side, in inter-eye distances: holds the lens zone and the eye zone
// The iris is 11.7 mm across (sd 0.5: Rüfer et al., Cornea 24, 2005) and the eyes 62 to 63 mm apart: 0.19 of
// it. A catchlight of a window or a soft box fills up to a sixth of that disc.
constexpr double kCatchlightArea = std::numbers::pi * 0.095 * 0.095 / 6;
// Where no frame is seen, a bright eye zone still tells of thin lenses: none of 436 bare faces of london,
// canada, congress and lisa_zoom has a highlight there. A lens zone that is white for the most part is burnt
// out skin, or the wall beside a profile (cmu_faces).
constexpr double kMostOfALens = 0.25;

using Mask = std::vector<char>;

Mask inside(const std::vector<Point>& polygon, const cph::Affine& to_source) {
  std::vector<Point> here;
  const auto to_grid = to_source.inverse();
  for (const Point p : polygon) here.push_back(to_grid(p));
  Mask out(kSamples * kSamples);
  for (int y = 0; y < kSamples; ++y)
    for (int x = 0; x < kSamples; ++x)
      out[std::size_t(y * kSamples + x)] = cph::polygon_contains(here, {x + 0.5, y + 0.5});
  return out;
}

// Takes out the connected patches of fewer than `least` samples.
void drop_small(Mask& mask, std::size_t least) {
  Mask seen(mask.size());
  std::vector<int> patch;
  for (int start = 0; start < kSamples * kSamples; ++start) {
    if (!mask[std::size_t(start)] || seen[std::size_t(start)]) continue;
    patch.assign(1, start);
    seen[std::size_t(start)] = 1;
    for (std::size_t i = 0; i < patch.size(); ++i) {
      const int x = patch[i] % kSamples, y = patch[i] / kSamples;
      const auto visit = [&](int u, int v) {
        if (u < 0 || v < 0 || u >= kSamples || v >= kSamples) return;
        const auto at = std::size_t(v * kSamples + u);
        if (!mask[at] || seen[at]) return;
        seen[at] = 1;
        patch.push_back(int(at));
      };
      visit(x - 1, y);
      visit(x + 1, y);
      visit(x, y - 1);
      visit(x, y + 1);
    }
    if (patch.size() < least)
      for (const int at : patch) mask[std::size_t(at)] = 0;
  }
}

double share(std::size_t part, std::size_t whole) {
  return whole > 0 ? double(part) / double(whole) : 0;
}

}  // namespace

LensGlare measure_glare(const cph::ImageView& photo, std::span<const float> mesh, Side side, double level) {
  const auto& eye = side == Side::kLeft ? cph::mesh::kLeftEye : cph::mesh::kRightEye;
  const double unit = cph::mesh::inter_eye(mesh);
  const auto to_source =
      cph::square_at(cph::mesh::centre(mesh, eye), kSquare * unit, cph::mesh::eye_line(mesh), kSamples);
  std::vector<float> luma(kSamples * kSamples);
  cph::Sampling how;
  how.channels = 1;
  cph::sample(photo, cph::compose(to_source, cph::source_to_image(photo)), kSamples, kSamples, how, luma);
  const double samples_per_unit = kSamples / kSquare;
  const auto least = std::size_t(kCatchlightArea * samples_per_unit * samples_per_unit);
  Mask bright(luma.size());
  for (std::size_t i = 0; i < luma.size(); ++i) bright[i] = luma[i] > level;
  drop_small(bright, least);
  if (std::find(bright.begin(), bright.end(), char(1)) == bright.end()) return {};  // most photos
  const Mask eyes = inside(eye_zone(mesh, side), to_source);
  const Mask lens = inside(lens_zone(mesh, side), to_source);
  for (std::size_t i = 0; i < luma.size(); ++i) bright[i] = bright[i] && (eyes[i] || lens[i]);
  drop_small(bright, least);

  std::size_t eye_all = 0, eye_bright = 0, lens_all = 0, lens_bright = 0;
  std::vector<Point> spots;
  for (std::size_t i = 0; i < luma.size(); ++i) {
    (eyes[i] ? eye_all : lens_all) += eyes[i] || lens[i];
    if (!bright[i]) continue;
    (eyes[i] ? eye_bright : lens_bright) += 1;
    spots.push_back(to_source({double(i % kSamples) + 0.5, std::floor(double(i) / kSamples) + 0.5}));
  }
  return {share(eye_bright, eye_all), share(lens_bright, lens_all), cph::bounds_of(spots)};
}

void Glare::run(cph::Call& call) const {
  cph::Finding f;
  f.rule = "glasses.glare";
  f.unit = "share";
  const double worn = LookValues::of(call).worn;
  const auto photo = call.image(cph::fact::kSourceImage);
  const auto mesh = call.tensor(cph::fact::kFaceMesh).values<float>();
  const double level = call.threshold("glasses.glare", "highlight_level");
  const double eye_max = call.threshold("glasses.glare", "eye_zone_max_share");
  const double lens_review = call.threshold("glasses.glare", "lens_review_share");
  const auto left = measure_glare(photo, mesh, Side::kLeft, level);
  const auto right = measure_glare(photo, mesh, Side::kRight, level);
  const bool on_left = left.eye_share > eye_max, on_right = right.eye_share > eye_max;
  const double most_of_lens = std::max(left.lens_share, right.lens_share);
  const bool beside = most_of_lens > lens_review;
  if (worn <= kMaybeWorn && (!(on_left || on_right) || most_of_lens > kMostOfALens)) {
    f.verdict = CPH_VERDICT_NOT_APPLICABLE;
    f.note = "no_glasses";
    f.confidence = 1 - worn;
    call.report(f);
    return;
  }
  f.value = std::max(left.eye_share, right.eye_share);
  f.limit_max = eye_max;
  f.confidence = worn;
  f.verdict = CPH_VERDICT_PASS;
  if (on_left || on_right) {
    const bool sure = worn > kSurelyWorn;
    f.verdict = sure ? CPH_VERDICT_FAIL : CPH_VERDICT_REVIEW;
    f.note = !sure                 ? "glare_if_glasses"
             : on_left && on_right ? "glare_both_eyes"
             : on_left             ? "glare_left_eye"
                                   : "glare_right_eye";
  } else if (beside) {
    f.verdict = CPH_VERDICT_REVIEW;
    f.note = "glare_on_lens";
    f.value = most_of_lens;
    f.limit_max = lens_review;
  }
  if (f.verdict != CPH_VERDICT_PASS) {
    if (left.where.width > 0) f.regions.push_back(cph::region("left_glare", left.where));
    if (right.where.width > 0) f.regions.push_back(cph::region("right_glare", right.where));
  }
  call.report(f);
}

}  // namespace certphoto::glasses
