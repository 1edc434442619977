#include "recapture_op.h"

#include <algorithm>

#include "border.h"
#include "certphoto/verdict.hpp"

namespace certphoto::recapture {

void Recapture::run(cph::Call& call) const {
  const auto photo = call.image(cph::fact::kSourceImage);
  const bool large = photo.width() >= kLeastSide && photo.height() >= kLeastSide;
  const auto likeness = large ? likeness_of(spectra_.measure(photo)) : Likeness{};
  const double attack = std::max(likeness.screen, likeness.print);
  const auto patterns =
      cph::Limits::at_most(call, "image.recapture", "attack_review_score", "attack_max_score");
  const auto edges =
      cph::Limits::at_most(call, "image.recapture", "border_review_strength", "border_max_strength");
  const auto border = find_border(photo);
  const bool by_border =
      cph::worse(edges.judge(border.strength), patterns.judge(attack)) != patterns.judge(attack);
  cph::Finding f;
  f.rule = "image.recapture";
  if (by_border) {
    edges.apply(f, border.strength);
    f.unit = "ratio";
    f.note = "border";
    f.confidence = border.strength;
    f.regions.push_back({"recapture", border.corners});
  } else if (large) {
    patterns.apply(f, attack);
    f.unit = "probability";
    f.confidence = std::max(attack, 1 - attack);
    if (f.verdict != CPH_VERDICT_PASS) {
      f.note = likeness.screen >= likeness.print ? "screen" : "print";
      const auto info = cph::SourceInfo::of(call);
      f.regions.push_back(cph::region("recapture", {0, 0, info.width_px, info.height_px}));
    }
  } else {
    f.verdict = CPH_VERDICT_INCONCLUSIVE;
    f.note = "too_small";
  }
  f.args = {{"screen", {}, likeness.screen}, {"print", {}, likeness.print}, {"border", {}, border.strength}};
  call.report(f);
}

}  // namespace certphoto::recapture
