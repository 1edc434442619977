/* Gives a note that its table does not have. */
#include "good_begin.h"

static cph_status run(void* instance, cph_call* call) {
  cph_finding finding = finding_of(1);
  (void)instance;
  finding.note = "bright";
  return host->finding_add(call, &finding);
}

#define RUN run

#include "good_end.h"
