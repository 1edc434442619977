// An evaluation for people, for programs, and as a page to look through.
#ifndef CERTPHOTO_ENGINE_EVAL_EVAL_REPORT_H
#define CERTPHOTO_ENGINE_EVAL_EVAL_REPORT_H

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "engine/eval/evaluation.h"

namespace certphoto {

// One JSON object without a newline at its end; docs/eval.md describes the keys.
[[nodiscard]] std::string EvalJson(const EvaluationReport& report);

// A picture of a photo with a mistake: a JPEG thumbnail, and the size of the photo that regions refer to.
struct MistakePicture {
  std::vector<std::uint8_t> jpeg;
  double width_px = 0, height_px = 0;
};

// A self-contained page, no script, nothing fetched: the rates, then every mistake with its picture and the
// regions of the finding. Text from files cannot become markup. It shows faces: treat it like the photos.
[[nodiscard]] std::string EvalHtml(const EvaluationReport& report,
                                   const std::map<std::string, MistakePicture>& pictures);

// "98.9 % [94.2, 99.8]"; "–" of nothing.
[[nodiscard]] std::string RateText(const Rate& rate);
// "0.9987"; "–" of nothing.
[[nodiscard]] std::string AreaText(const RuleRates& rates);
// The score's limit as the rule states it (a lower limit is a score's limit with the other sign); "–".
[[nodiscard]] std::string LimitText(const RuleRates& rates);
// "12 of 40 photos are rejected for a reason their labels do not give: pose.upright 8, …"
[[nodiscard]] std::string UnexplainedText(const EvaluationReport& report);

}  // namespace certphoto

#endif
