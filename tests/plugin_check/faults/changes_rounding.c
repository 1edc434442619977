/* Leaves another rounding mode behind. */
#include <fenv.h>

#include "good_begin.h"

static cph_status run(void* instance, cph_call* call) {
  fesetround(FE_UPWARD);
  return good_run(instance, call);
}

#define RUN run

#include "good_end.h"
