#include "recapture_op.h"

#include <algorithm>

#include "certphoto/verdict.hpp"

namespace certphoto::recapture {

void Recapture::run(cph::Call& call) const {
  const auto photo = call.image(cph::fact::kSourceImage);
  cph::Finding f;
  f.rule = "image.recapture";
  if (photo.width() < kLeastSide || photo.height() < kLeastSide) {
    f.verdict = CPH_VERDICT_INCONCLUSIVE;
    f.note = "too_small";
    call.report(f);
    return;
  }
  const auto likeness = likeness_of(spectra_.measure(photo));
  const double attack = std::max(likeness.screen, likeness.print);
  const auto limits = cph::Limits::at_most(call, "image.recapture", "attack_review_score", "attack_max_score");
  limits.apply(f, attack);
  f.unit = "probability";
  f.confidence = std::max(attack, 1 - attack);
  if (f.verdict != CPH_VERDICT_PASS) {
    f.note = likeness.screen >= likeness.print ? "screen" : "print";
    const auto info = cph::SourceInfo::of(call);
    f.regions.push_back(cph::region("recapture", {0, 0, info.width_px, info.height_px}));
  }
  call.report(f);
}

}  // namespace certphoto::recapture
