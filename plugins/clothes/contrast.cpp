#include "contrast.h"

#include "certphoto/colour.hpp"
#include "certphoto/verdict.hpp"
#include "torso.h"

namespace certphoto::clothes {

namespace {

constexpr int kLeastCells = 40;  // half a unit square is 31

}  // namespace

void ClothesContrast::run(cph::Call& call) const {
  cph::Finding f;
  f.rule = id;
  f.unit = "delta_e";
  const auto r = call.spec("background.r"), g = call.spec("background.g"), b = call.spec("background.b");
  if (!r || !g || !b) {
    f.verdict = CPH_VERDICT_NOT_APPLICABLE;
    f.note = "no_background";
    return call.report(f);
  }
  const auto colour =
      clothes_colour(cph::RegionMap::of(call), call.image(cph::fact::kSourceImage), kLeastCells);
  if (!colour) {
    f.verdict = CPH_VERDICT_INCONCLUSIVE;
    f.note = "no_clothes";
    return call.report(f);
  }
  cph::Limits::at_least(call, id, "delta_e_review", "delta_e_min")
      .apply(f, cph::ciede2000(*colour, cph::lab_of_mean(*r, *g, *b)));
  f.note = f.verdict == CPH_VERDICT_FAIL     ? "same_colour"
           : f.verdict == CPH_VERDICT_REVIEW ? "similar_colour"
                                             : "different";
  call.report(f);
}

}  // namespace certphoto::clothes
