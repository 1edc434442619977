/* Asks, is told to stop, and goes on. */
#include "good_begin.h"

static cph_status run(void* instance, cph_call* call) {
  sink = host->cancelled(call);
  return good_run(instance, call);
}

#define RUN run

#include "good_end.h"
