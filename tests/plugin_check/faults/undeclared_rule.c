/* Judges a rule that it does not declare. */
#include "good_begin.h"

static cph_status run(void* instance, cph_call* call) {
  cph_finding finding = finding_of(1);
  finding.rule = "image.sharp";
  host->finding_add(call, &finding);
  return good_run(instance, call);
}

#define RUN run

#include "good_end.h"
