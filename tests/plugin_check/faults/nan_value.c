/* Passes by limits with a value that is not a number. */
#include "good_begin.h"

static cph_status run(void* instance, cph_call* call) {
  cph_finding finding = finding_of(NAN);
  (void)instance;
  finding.limit_max = 5;
  return host->finding_add(call, &finding);
}

#define RUN run

#include "good_end.h"
