#include "colour.h"

#include <algorithm>
#include <cmath>

#include "certphoto/mesh_points.hpp"
#include "certphoto/verdict.hpp"
#include "light.h"

namespace certphoto::quality {

namespace {

constexpr auto kRule = "image.colour";

double outside(double value, double low, double high) {
  return std::max({0.0, low - value, value - high});
}

}  // namespace

double beyond_skin(const cph::Lab& face) {
  return std::hypot(outside(face.a, 5, 25), outside(face.b, 5, 35));
}

void ImageColour::run(cph::Call& call) const {
  const auto mesh = call.tensor(cph::fact::kFaceMesh).values<float>();
  const auto cheeks = cheek_colour(call.image(cph::fact::kSourceImage), mesh);
  const cph::Lab face = cph::lab_of_mean(cheeks[0], cheeks[1], cheeks[2]);
  cph::Finding f;
  f.rule = kRule;
  f.unit = "delta_e";
  f.regions.push_back({"face", cph::mesh::all(mesh, cph::mesh::kOval)});
  f.args = {{"a", {}, face.a}, {"b", {}, face.b}, {"chroma", {}, cph::chroma(face)}};
  const double grey = call.threshold(kRule, "grey_chroma_max");
  if (cph::chroma(face) <= grey) {
    f.verdict = CPH_VERDICT_FAIL;
    f.value = cph::chroma(face);
    f.limit_min = grey;
    f.note = "black_and_white";
  } else {
    cph::Limits::at_most(call, kRule, "cast_review", "cast_max").apply(f, beyond_skin(face));
    f.note = f.verdict == CPH_VERDICT_FAIL     ? "cast"
             : f.verdict == CPH_VERDICT_REVIEW ? "slight_cast"
                                               : "natural";
  }
  call.report(f);
}

}  // namespace certphoto::quality
