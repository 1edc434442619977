// Two limits, one verdict: the milder limit sends to a person, the other one breaks the rule. Header-only.
//
//   const cph::Limits yaw = cph::Limits::at_most(call, "pose.upright", "yaw_review_deg", "yaw_max_deg");
//   finding.verdict = yaw.judge(std::abs(angle));
#ifndef CERTPHOTO_VERDICT_HPP
#define CERTPHOTO_VERDICT_HPP

#include <algorithm>
#include <cmath>

#include "certphoto/plugin.hpp"

namespace cph {

struct Limits {
  double review = kNone;  // NaN: no such limit
  double reject = kNone;
  bool upper = true;  // values above break it, else values below

  // Read from the rule's thresholds, which the operation's rule table must declare; a null name: no such
  // limit.
  [[nodiscard]] static Limits at_most(const Call& call, const char* rule, const char* review,
                                      const char* reject) {
    return read(call, rule, review, reject, true);
  }
  [[nodiscard]] static Limits at_least(const Call& call, const char* rule, const char* review,
                                       const char* reject) {
    return read(call, rule, review, reject, false);
  }

  // PASS, REVIEW or FAIL; INCONCLUSIVE for a value that is no number.
  [[nodiscard]] int32_t judge(double value) const {
    if (!std::isfinite(value)) return CPH_VERDICT_INCONCLUSIVE;
    if (beyond(value, reject)) return CPH_VERDICT_FAIL;
    return beyond(value, review) ? CPH_VERDICT_REVIEW : CPH_VERDICT_PASS;
  }

  // The limit that the verdict on `value` is about: the one it broke, or the first one it would break.
  [[nodiscard]] double in_question(double value) const {
    if (beyond(value, reject) || std::isnan(review)) return reject;
    return review;
  }

  // Fills verdict, value and the limit of a finding.
  void apply(Finding& finding, double value) const {
    finding.verdict = judge(value);
    finding.value = value;
    (upper ? finding.limit_max : finding.limit_min) = in_question(value);
  }

 private:
  [[nodiscard]] bool beyond(double value, double limit) const {
    return upper ? value > limit : value < limit;
  }
  [[nodiscard]] static Limits read(const Call& call, const char* rule, const char* review, const char* reject,
                                   bool upper) {
    return {review == nullptr ? kNone : call.threshold(rule, review),
            reject == nullptr ? kNone : call.threshold(rule, reject), upper};
  }
};

// How sure a verdict is that rests on the probability of a fault: of a pass that there is none, of all else
// that there is one, which is never called less likely than not.
[[nodiscard]] inline double confidence_of(int32_t verdict, double fault) {
  return verdict == CPH_VERDICT_PASS ? 1 - fault : std::max(fault, 0.5);
}

// Of several verdicts on one rule the one that counts: FAIL, REVIEW, INCONCLUSIVE, PASS, NOT_APPLICABLE.
[[nodiscard]] inline int32_t worse(int32_t a, int32_t b) {
  const auto rank = [](int32_t v) {
    return v == CPH_VERDICT_FAIL           ? 4
           : v == CPH_VERDICT_REVIEW       ? 3
           : v == CPH_VERDICT_INCONCLUSIVE ? 2
           : v == CPH_VERDICT_PASS         ? 1
                                           : 0;
  };
  return rank(a) >= rank(b) ? a : b;
}

}  // namespace cph

#endif
