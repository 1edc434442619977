#include "light_even.h"

#include "certphoto/colour.hpp"
#include "certphoto/mesh_points.hpp"
#include "certphoto/verdict.hpp"
#include "light.h"

namespace certphoto::quality {

namespace {

constexpr auto kRule = "light.even";

// Skin can be dark in good light and eyes can be narrow; a photo is too dark when face and eye whites are.
int32_t judge_darkness(const cph::Call& call, const Light& light) {
  const auto skin = cph::Limits::at_least(call, kRule, "mean_luminance_review_min", "mean_luminance_min");
  const auto eyes = cph::Limits::at_least(call, kRule, "eye_white_review", "eye_white_min");
  const int32_t a = skin.judge(light.mean), b = eyes.judge(light.eye_white);
  return cph::worse(a, b) == a ? b : a;  // the milder of the two
}

std::size_t darkest_zone(const Light& light) {
  std::size_t darkest = kLeftCheek;
  const auto level = [&](std::size_t z) {
    return cph::luma(light.zones[z][0], light.zones[z][1], light.zones[z][2]);
  };
  for (std::size_t z = 0; z < kZones; ++z)
    if (light.skin[z] && level(z) < level(darkest)) darkest = z;
  return darkest;
}

}  // namespace

void LightEven::run(cph::Call& call) const {
  const auto mesh = call.tensor(cph::fact::kFaceMesh).values<float>();
  const Light light = measure_light(call.image(cph::fact::kSourceImage), mesh,
                                    call.tensor(cph::fact::kFaceEyes).values<float>());
  const cph::Region face{"face", cph::mesh::all(mesh, cph::mesh::kOval)};
  bool broken = false;
  const auto report = [&](cph::Finding f, const char* unit, const char* note, const cph::Region& region) {
    if (f.verdict == CPH_VERDICT_PASS && note != nullptr) return;
    broken |= note != nullptr;
    f.rule = kRule;
    f.unit = unit;
    f.note = note != nullptr ? note : "even";
    f.regions.push_back(region);
    f.args = {{"zone_ratio", {}, light.zone_ratio},
              {"mean", {}, light.mean},
              {"eye_white", {}, light.eye_white},
              {"overexposed", {}, light.overexposed},
              {"underexposed", {}, light.underexposed}};
    call.report(f);
  };
  const auto zones = cph::Limits::at_least(call, kRule, "zone_ratio_review", "zone_ratio_min");

  constexpr std::array<const char*, kZones> kDark{"dark_forehead", "dark_left", "dark_right", "dark_chin"};
  const std::size_t darkest = darkest_zone(light);
  cph::Finding uneven;
  zones.apply(uneven, light.zone_ratio);
  report(uneven, "ratio", kDark[darkest], {"dark_zone", light.places[darkest]});

  const auto mean_limits =
      cph::Limits::at_least(call, kRule, "mean_luminance_review_min", "mean_luminance_min");
  cph::Finding dark;
  mean_limits.apply(dark, light.mean);
  dark.verdict = judge_darkness(call, light);
  if (dark.verdict == CPH_VERDICT_REVIEW) dark.limit_min = mean_limits.review;
  report(dark, "share", "too_dark", face);

  cph::Finding black;
  cph::Limits::at_most(call, kRule, nullptr, "underexposed_max_share").apply(black, light.underexposed);
  if (dark.verdict == CPH_VERDICT_PASS) report(black, "share", "too_dark", face);

  cph::Finding bright;
  cph::Limits::at_most(call, kRule, "mean_luminance_review_max", "mean_luminance_max")
      .apply(bright, light.mean);
  report(bright, "share", "too_bright", face);

  cph::Finding glare;
  cph::Limits::at_most(call, kRule, "overexposed_review_share", "overexposed_max_share")
      .apply(glare, light.overexposed);
  report(glare, "share", "glare", face);

  if (!broken) report(uneven, "ratio", nullptr, face);
}

}  // namespace certphoto::quality
