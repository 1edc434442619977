/* Forgets a buffer in every run. */
#include "good_begin.h"

static cph_status run(void* instance, cph_call* call) {
  char* buffer = malloc(100000);
  if (buffer != NULL) sink = (uintptr_t)memset(buffer, 1, 100000);
  return good_run(instance, call);
}

#define RUN run

#include "good_end.h"
