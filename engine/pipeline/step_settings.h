// From what a pipeline file says about a step to typed, checked values.
#ifndef CERTPHOTO_ENGINE_PIPELINE_STEP_SETTINGS_H
#define CERTPHOTO_ENGINE_PIPELINE_STEP_SETTINGS_H

#include "engine/config/pipeline_file.h"
#include "engine/pipeline/plan.h"

namespace certphoto {

// Fills step.values with the defaults, overridden by `params`. Unknown names, wrong types and values out of
// range are reported at their places.
void FillValues(const std::vector<PipelineParam>& params, PlanStep& step);

// Fills step.settings with the thresholds and severities of the rules the operation declares, overridden by
// the file's. Reports rules and thresholds that the catalogue or the operation do not have.
void FillRules(const PipelineStep* written, const Place& place, const RuleCatalogue& rules, PlanStep& step,
               Diagnostics& problems);

}  // namespace certphoto

#endif
