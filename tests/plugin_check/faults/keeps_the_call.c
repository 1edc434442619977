/* Uses the call of the last photo. */
#include "good_begin.h"

static cph_status run(void* instance, cph_call* call) {
  static cph_call* last;
  if (last != NULL) sink = host->cancelled(last);
  last = call;
  return good_run(instance, call);
}

#define RUN run

#include "good_end.h"
