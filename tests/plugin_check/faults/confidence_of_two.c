/* Is more than sure. */
#include "good_begin.h"

static cph_status run(void* instance, cph_call* call) {
  cph_finding finding = finding_of(1);
  (void)instance;
  finding.confidence = 2;
  return host->finding_add(call, &finding);
}

#define RUN run

#include "good_end.h"
