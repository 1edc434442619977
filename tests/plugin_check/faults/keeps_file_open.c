/* Opens a file and never closes it. */
#include <fcntl.h>

#include "good_begin.h"

static cph_status run(void* instance, cph_call* call) {
  sink = open("/dev/null", O_RDONLY);
  return good_run(instance, call);
}

#define RUN run

#include "good_end.h"
