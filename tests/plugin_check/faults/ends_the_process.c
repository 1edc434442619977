/* Calls exit. */
#include "good_begin.h"

static cph_status run(void* instance, cph_call* call) {
  (void)instance;
  (void)call;
  exit(3);
}

#define RUN run

#include "good_end.h"
