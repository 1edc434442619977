/* Keeps a row sum of every column on the stack: no stack holds that of 30 MP. */
#include "good_begin.h"

static cph_status run(void* instance, cph_call* call) {
  const cph_image* image = photo_of(call).image;
  volatile double sums[(size_t)image->width * (size_t)image->height / 8];
  for (size_t i = 0; i < sizeof sums / sizeof *sums; i += 64) sums[i] = (double)i;
  sink = sums[0];
  return good_run(instance, call);
}

#define RUN run

#include "good_end.h"
