/* Installs a signal handler. */
#include <signal.h>

#include "good_begin.h"

static cph_status run(void* instance, cph_call* call) {
  signal(SIGTERM, SIG_IGN);
  return good_run(instance, call);
}

#define RUN run

#include "good_end.h"
