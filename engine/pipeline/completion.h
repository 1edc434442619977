// What the engine itself has to say, so that no rule of the catalogue is silent.
#ifndef CERTPHOTO_ENGINE_PIPELINE_COMPLETION_H
#define CERTPHOTO_ENGINE_PIPELINE_COMPLETION_H

#include <string>
#include <vector>

#include "engine/pipeline/plan.h"
#include "engine/pipeline/result.h"

namespace certphoto {

// The file is (not) a whole picture of an allowed format: rule source.readable.
[[nodiscard]] Finding ReadableFinding();
[[nodiscard]] Finding UnreadableFinding(const Error& why);

// A check that could not run: a fact it needs is not in this photo, or the operation itself broke.
[[nodiscard]] Finding AbsentFactFinding(const Operation& operation, const std::string& rule,
                                        const std::string& fact, bool on_product);
[[nodiscard]] Finding BrokenOperationFinding(const Operation& operation, const std::string& rule,
                                             const Error& why, bool on_product);

// An operation that broke and speaks about no rule of its own: rule report.complete.
[[nodiscard]] Finding IncompleteFinding(const Operation& operation, const Error& why, bool on_product);

// Gives every rule without a finding an inconclusive one that says why (`not_assessed`, `attested`,
// `not_produced`), sets severities, puts the findings into the catalogue's order, and decides the outcome.
void CompleteFindings(const Plan& plan, std::vector<Finding>& findings, PhotoResult& result);

}  // namespace certphoto

#endif
