#include "look.h"

#include <algorithm>
#include <cmath>

#include "certphoto/mesh_points.hpp"
#include "certphoto/verdict.hpp"

namespace certphoto::clothes {

namespace {

constexpr double kPatch = 4.8;  // units
constexpr double kBelowChin = 0.4;
// The chin's height in the patch, 0..1 from its top.
constexpr double kChinAt = 0.5 - kBelowChin / kPatch;
// With less of the patch below the chin than this there are no shoulders to judge: 0.4 units deep. The
// tightest crops of congress show 0.15.
constexpr double kLeastSeen = 0.12;

struct Look {
  double bare, fur, pattern, seen;

  static Look of(const cph::Call& call) {
    const auto v = call.tensor(kLook).values<float>();
    return {double(v[0]), double(v[1]), double(v[2]), double(v[3])};
  }
};

void say_nothing_seen(cph::Call& call, cph::Finding& f) {
  f.verdict = CPH_VERDICT_NOT_APPLICABLE;
  f.note = "no_shoulders";
  call.report(f);
}

void mark(const cph::Call& call, cph::Finding& f) {
  const auto mesh = call.tensor(cph::fact::kFaceMesh).values<float>();
  f.regions.push_back({"clothes", torso_in_photo(call.image(cph::fact::kSourceImage), mesh).corners});
}

}  // namespace

cph::Affine torso_square(std::span<const float> mesh) {
  const auto frame = cph::LevelFrame::of(mesh);
  const auto chin = frame.units_of(cph::mesh::at(mesh, cph::mesh::kChin));
  return frame.square({chin.x, chin.y + kBelowChin}, kPatch, kTorsoSide);
}

Seen torso_in_photo(const cph::ImageView& photo, std::span<const float> mesh) {
  const auto to_source = torso_square(mesh);
  const auto to_image = cph::source_to_image(photo);
  const auto inside = [&](double x, double y) {
    const auto p = to_image(to_source({x, y}));
    return p.x >= 0 && p.y >= 0 && p.x < photo.width() && p.y < photo.height();
  };
  const int first = int(kChinAt * kTorsoSide);
  int in = 0, last = first, left = kTorsoSide, right = 0;
  for (int y = first; y < kTorsoSide; ++y)
    for (int x = 0; x < kTorsoSide; ++x) {
      if (!inside(x + 0.5, y + 0.5)) continue;
      ++in;
      last = std::max(last, y + 1);
      left = std::min(left, x);
      right = std::max(right, x + 1);
    }
  Seen out;
  out.share = double(in) / ((kTorsoSide - first) * kTorsoSide);
  if (in > 0)
    for (const auto& [x, y] : {std::pair{left, first}, {right, first}, {right, last}, {left, last}})
      out.corners.push_back(to_source({double(x), double(y)}));
  return out;
}

void ClothesLook::run(cph::Call& call) const {
  const auto photo = call.image(cph::fact::kSourceImage);
  const auto matte = call.image(cph::fact::kPersonMatte);
  const auto mesh = call.tensor(cph::fact::kFaceMesh).values<float>();
  const auto to_source = torso_square(mesh);
  auto input = call.make_tensor<float>({1, 4, kTorsoSide, kTorsoSide});
  constexpr std::size_t kPlane = std::size_t(kTorsoSide) * kTorsoSide;
  auto how = cph::patch_sampling();
  how.border = cph::Border::kConstant;
  how.border_value = 127.5F;
  cph::sample(photo, cph::compose(to_source, cph::source_to_image(photo)), kTorsoSide, kTorsoSide, how,
              input.values<float>().first(3 * kPlane));
  how.channels = 1;
  how.border_value = 0;
  cph::sample(matte, cph::compose(to_source, cph::source_to_image(matte)), kTorsoSide, kTorsoSide, how,
              input.values<float>().subspan(3 * kPlane));
  const auto numbers = cph::numbers_of<3>(call, model_, input);
  const std::array<float, 4> out{float(numbers[0]), float(numbers[1]), float(numbers[2]),
                                 float(torso_in_photo(photo, mesh).share)};
  call.put_values<float>(kLook, {4}, out);
}

void ClothesStyle::run(cph::Call& call) const {
  const auto look = Look::of(call);
  cph::Finding f;
  f.rule = id;
  f.unit = "probability";
  if (look.seen < kLeastSeen) return say_nothing_seen(call, f);
  const auto bare = cph::Limits::at_most(call, id, "bare_shoulders_review_score", "bare_shoulders_max_score");
  const auto fur = cph::Limits::at_most(call, id, "fur_collar_review_score", nullptr);
  bare.apply(f, look.bare);
  f.note = f.verdict == CPH_VERDICT_FAIL     ? "bare_shoulders"
           : f.verdict == CPH_VERDICT_REVIEW ? "maybe_bare_shoulders"
                                             : "sleeves";
  // Drawn fur is all it was taught: never more than a review.
  if (f.verdict == CPH_VERDICT_PASS && fur.judge(look.fur) == CPH_VERDICT_REVIEW) {
    fur.apply(f, look.fur);
    f.note = "maybe_fur_collar";
  }
  f.confidence = f.verdict == CPH_VERDICT_PASS ? 1 - std::max(look.bare, look.fur) : std::max(f.value, 0.5);
  f.args = {{"bare", {}, look.bare}, {"fur", {}, look.fur}};
  if (f.verdict != CPH_VERDICT_PASS) mark(call, f);
  call.report(f);
}

void ClothesPattern::run(cph::Call& call) const {
  const auto look = Look::of(call);
  cph::Finding f;
  f.rule = id;
  f.unit = "probability";
  if (look.seen < kLeastSeen) return say_nothing_seen(call, f);
  cph::Limits::at_most(call, id, "pattern_review_score", nullptr).apply(f, look.pattern);
  f.confidence = cph::confidence_of(f.verdict, look.pattern);
  f.note = f.verdict == CPH_VERDICT_REVIEW ? "maybe_pattern" : "plain";
  if (f.verdict != CPH_VERDICT_PASS) mark(call, f);
  call.report(f);
}

}  // namespace certphoto::clothes
