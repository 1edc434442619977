#include "open.h"

#include <algorithm>

#include "certphoto/verdict.hpp"
#include "lids.h"

namespace certphoto::eyes {

namespace {

constexpr auto kRule = "eyes.open";

struct Eye {
  double opening;
  double closed;  // probability
  int32_t verdict;
};

}  // namespace

void EyesOpen::run(cph::Call& call) const {
  const auto state = call.tensor(cph::fact::kEyesState).values<float>();
  const auto points = call.tensor(cph::fact::kFaceEyes).values<float>();
  const auto opening = cph::Limits::at_least(call, kRule, "opening_review_ratio", "opening_min_ratio");
  const auto closed =
      cph::Limits::at_most(call, kRule, "closed_review_probability", "closed_max_probability");
  std::array<Eye, 2> eyes{};
  for (std::size_t k = 0; k < 2; ++k) {
    const auto row = state.subspan(4 * k, 4);
    const double p = closed_probability({row[0], row[1], row[2]}, row[3]);
    eyes[k] = {row[0], p, cph::worse(opening.judge(row[0]), closed.judge(p))};
  }
  const Eye& narrow = eyes[eyes[0].opening <= eyes[1].opening ? 0 : 1];
  const Eye& suspect = eyes[eyes[0].closed >= eyes[1].closed ? 0 : 1];

  cph::Finding f;
  f.rule = kRule;
  f.verdict = cph::worse(eyes[0].verdict, eyes[1].verdict);
  f.value = narrow.opening;
  f.unit = "ratio";
  f.limit_min = opening.in_question(narrow.opening);
  f.confidence = cph::confidence_of(f.verdict, suspect.closed);
  f.args = {{"closed_left", {}, eyes[0].closed}, {"closed_right", {}, eyes[1].closed}};
  for (std::size_t k = 0; k < 2; ++k)
    if (f.verdict == CPH_VERDICT_PASS || eyes[k].verdict != CPH_VERDICT_PASS)
      f.regions.push_back({k == 0 ? "left_eye" : "right_eye",
                           outline(points.subspan(k * kPointsPerEye * 3, kPointsPerEye * 3))});
  const auto shut = [&](std::size_t k) { return eyes[k].verdict == CPH_VERDICT_FAIL; };
  f.note = shut(0) && shut(1)                ? "both_closed"
           : shut(0)                         ? "left_closed"
           : shut(1)                         ? "right_closed"
           : f.verdict == CPH_VERDICT_REVIEW ? "narrow"
                                             : "open";
  call.report(f);
}

}  // namespace certphoto::eyes
