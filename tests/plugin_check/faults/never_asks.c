/* Works for long and never asks whether to stop. */
#include <time.h>

#include "good_begin.h"

static cph_status run(void* instance, cph_call* call) {
  const clock_t start = clock();
  if (photo_of(call).image->width > 4000)
    while (clock() - start < 2 * CLOCKS_PER_SEC) sink = 1;
  return good_run(instance, call);
}

#define RUN run

#include "good_end.h"
