/* Never comes back. */
#include "good_begin.h"

static cph_status run(void* instance, cph_call* call) {
  (void)instance;
  while (call != NULL) sink = 1;
  return CPH_OK;
}

#define RUN run

#include "good_end.h"
