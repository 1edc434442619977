// What the roster and the job say about a photo, as findings: tenant, level and roster (R42 to R44), the
// collection window (R01), payment and confirmation as far as the roster has them (R45, R47), and the voucher
// (R03).
#ifndef CERTPHOTO_ENGINE_BATCH_WORK_JOB_FINDINGS_H
#define CERTPHOTO_ENGINE_BATCH_WORK_JOB_FINDINGS_H

#include "engine/batch/binding/binding.h"
#include "engine/pipeline/plan.h"
#include "engine/pipeline/result.h"

namespace certphoto {

// Replaces what the engine could only call `not_assessed`, and decides the outcome anew. What the roster does
// not say stays `not_assessed`.
void AddJobFindings(const JobFile& job, const Roster& roster, const BoundPhoto& bound, const Plan& plan,
                    PhotoResult& result);

}  // namespace certphoto

#endif
