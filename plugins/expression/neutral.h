// expression.neutral: no broad smile, no crooked mouth. Never more than a review.
#ifndef CERTPHOTO_PLUGINS_EXPRESSION_NEUTRAL_H
#define CERTPHOTO_PLUGINS_EXPRESSION_NEUTRAL_H

#include "certphoto/facts.hpp"

namespace certphoto::expression {

// Teeth and an open mouth are judged by mouth.closed.
struct ExpressionNeutral {
  static constexpr auto kind = CPH_KIND_CHECK;
  static constexpr auto id = "expression.neutral";
  static constexpr auto summary = "The mouth's shape: a smile, or a mouth pulled to one side";
  static constexpr auto threading = CPH_INSTANCE_PARALLEL;
  static constexpr auto needs = cph::list(cph::fact::kFaceMesh);
  static constexpr auto kThresholds = cph::list("smile_review_score", "crooked_review_ratio");
  static constexpr std::array rules{cph::rule("expression.neutral", kThresholds)};
  static constexpr std::array notes{
      cph::note("smiling", "好像在笑，请放松面部；需要人工确认",
                "the face seems to smile; a person will look"),
      cph::note("crooked", "嘴角一高一低，需要人工确认表情是否自然",
                "the mouth is pulled to one side; a person will look"),
      cph::note("calm", "表情自然", "the expression is calm"),
  };
  void run(cph::Call& call) const;
};

}  // namespace certphoto::expression

#endif
