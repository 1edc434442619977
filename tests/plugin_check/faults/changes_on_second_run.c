/* Counts its runs. */
#include "good_begin.h"

static cph_status run(void* instance, cph_call* call) {
  static int runs;
  (void)instance;
  (void)call;
  return report(call, ++runs);
}

#define RUN run

#include "good_end.h"
