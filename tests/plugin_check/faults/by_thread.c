/* Its result depends on the thread. */
#define _GNU_SOURCE
#include <unistd.h>

#include "good_begin.h"

static cph_status run(void* instance, cph_call* call) {
  return report(call, *(const double*)instance + gettid());
}

#define RUN run

#include "good_end.h"
