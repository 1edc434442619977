#include "red.h"

#include <algorithm>
#include <cmath>

#include "certphoto/mesh_points.hpp"
#include "certphoto/sampling.hpp"
#include "certphoto/verdict.hpp"
#include "lids.h"

namespace certphoto::eyes {

using cph::Point;

namespace {

constexpr int kSamples = 24;  // across the iris
constexpr int kCheekSamples = 8;
constexpr double kCheekSide = 0.25;  // of the square on a cheek, in inter-eye distances
// A lit pupil sends back red and little else. Against the cheeks, which carry the colour of the light, red
// over the stronger of green and blue is then at least half as much again; and it is lit, where a brown iris
// in warm light is dark.
constexpr double kRedder = 1.5;
constexpr double kAsBright = 0.4;  // of the cheek's red

std::array<double, 3> mean_colour(const cph::ImageView& photo, const cph::Affine& to_source) {
  std::vector<float> rgb(std::size_t(kCheekSamples) * kCheekSamples * 3);
  cph::sample(photo, cph::compose(to_source, cph::source_to_image(photo)), kCheekSamples, kCheekSamples, {},
              rgb);
  std::array<double, 3> out{};
  for (std::size_t i = 0; i < rgb.size(); ++i) out[i % 3] += double(rgb[i]) / (kCheekSamples * kCheekSamples);
  return out;
}

}  // namespace

std::array<double, 3> cheek_colour(const cph::ImageView& photo, std::span<const float> mesh) {
  std::array<double, 3> out{};
  for (const auto index : {cph::mesh::kCheekLeft, cph::mesh::kCheekRight}) {
    const auto to_source = cph::square_at(cph::mesh::at(mesh, index), kCheekSide * cph::mesh::inter_eye(mesh),
                                          cph::mesh::eye_line(mesh), kCheekSamples);
    const auto one = mean_colour(photo, to_source);
    for (std::size_t c = 0; c < 3; ++c) out[c] += one[c] / 2;
  }
  return out;
}

double red_share(const cph::ImageView& photo, std::span<const float> eye, std::span<const double, 3> skin) {
  const Point centre = cph::point3(eye, kIris);
  double radius = 0;
  for (std::size_t i = 1; i <= 4; ++i) radius += cph::distance(centre, cph::point3(eye, kIris + i)) / 4;
  if (!(radius > 0) || !std::isfinite(radius)) return 0;
  const auto to_source = cph::square_at(centre, 2 * radius, 0, kSamples);
  std::vector<float> rgb(std::size_t(kSamples) * kSamples * 3);
  cph::sample(photo, cph::compose(to_source, cph::source_to_image(photo)), kSamples, kSamples, {}, rgb);
  const auto lids = outline(eye);
  const double skin_ratio = (skin[0] + 1) / (std::max(skin[1], skin[2]) + 1);
  int all = 0, red = 0;
  for (int y = 0; y < kSamples; ++y)
    for (int x = 0; x < kSamples; ++x) {
      const Point at{x + 0.5, y + 0.5};
      if (std::hypot(at.x - kSamples / 2.0, at.y - kSamples / 2.0) > kSamples / 2.0) continue;
      if (!cph::polygon_contains(lids, to_source(at))) continue;
      const float* p = rgb.data() + (std::size_t(y) * kSamples + std::size_t(x)) * 3;
      const double ratio = (double(p[0]) + 1) / (double(std::max(p[1], p[2])) + 1);
      ++all;
      red += ratio > kRedder * std::max(1.0, skin_ratio) && double(p[0]) > kAsBright * skin[0];
    }
  return all > 0 ? double(red) / all : 0;
}

void EyesRed::run(cph::Call& call) const {
  const auto photo = call.image(cph::fact::kSourceImage);
  const auto eyes = call.tensor(cph::fact::kFaceEyes).values<float>();
  const auto skin = cheek_colour(photo, call.tensor(cph::fact::kFaceMesh).values<float>());
  const auto limits = cph::Limits::at_most(call, id, "red_review_share", "red_max_share");
  std::array<double, 2> share{};
  cph::Finding f;
  f.rule = id;
  f.unit = "share";
  for (std::size_t k = 0; k < 2; ++k) {
    const auto eye = eyes.subspan(k * kPointsPerEye * 3, kPointsPerEye * 3);
    share[k] = red_share(photo, eye, skin);
    if (limits.judge(share[k]) != CPH_VERDICT_PASS)
      f.regions.push_back({k == 0 ? "left_eye" : "right_eye", outline(eye)});
  }
  limits.apply(f, std::max(share[0], share[1]));
  const bool left = limits.judge(share[0]) == CPH_VERDICT_FAIL,
             right = limits.judge(share[1]) == CPH_VERDICT_FAIL;
  f.note = left && right                     ? "both_red"
           : left                            ? "left_red"
           : right                           ? "right_red"
           : f.verdict == CPH_VERDICT_REVIEW ? "maybe_red"
                                             : "not_red";
  f.args = {{"left", {}, share[0]}, {"right", {}, share[1]}};
  call.report(f);
}

}  // namespace certphoto::eyes
