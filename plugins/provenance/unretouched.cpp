#include "unretouched.h"

#include <cmath>

#include "camera_data.h"
#include "double_compression.h"

namespace certphoto::provenance {

namespace {

// Middle and width of the logistic curve over the evidence: between what 100 files compressed once reach
// (at most 0.047) and what most of 100 compressed twice show (95 % from 0.070), scripts/train/double_jpeg.py.
constexpr double kEvenEvidence = 0.062;
constexpr double kEvidenceWidth = 0.010;

}  // namespace

double double_compression_probability(double evidence) {
  return 1 / (1 + std::exp(-(evidence - kEvenEvidence) / kEvidenceWidth));
}

void Unretouched::run(cph::Call& call) const {
  cph::Finding f;
  f.rule = "source.unretouched";
  const auto data = CameraData::of(call);
  const auto editor = editor_in(data.software);
  const double editors_most = call.threshold("source.unretouched", "editor_tags_max");
  if (!editor.empty() && 1 > editors_most) {
    f.verdict = CPH_VERDICT_REVIEW;
    f.note = "editor_named";
    f.args.push_back({"editor", std::string(editor)});
    f.value = 1;
    f.unit = "count";
    f.limit_max = editors_most;
    call.report(f);
    return;
  }
  const auto file = call.tensor(cph::fact::kSourceFile).values<std::uint8_t>();
  const auto histograms = read_jpeg_histograms(file, std::int64_t(examined_mp_ * 1e6));
  if (!histograms) {
    f.verdict = CPH_VERDICT_INCONCLUSIVE;
    f.note = "not_jpeg";
    call.report(f);
    return;
  }
  const auto found = find_double_compression(*histograms);
  if (found.modes == 0) {
    f.verdict = CPH_VERDICT_INCONCLUSIVE;
    f.note = "too_smooth";
    call.report(f);
    return;
  }
  f.value = double_compression_probability(found.evidence);
  f.unit = "probability";
  const double twice_above = call.threshold("source.unretouched", "double_compression_review_score");
  const bool twice = f.value > twice_above;
  f.confidence = twice ? f.value : 1 - f.value;
  if (review_twice_) f.limit_max = twice_above;  // where it is only said, a pass above a limit would puzzle
  f.verdict = twice && review_twice_ ? CPH_VERDICT_REVIEW : CPH_VERDICT_PASS;
  if (twice) f.note = "compressed_twice";
  call.report(f);
}

}  // namespace certphoto::provenance
