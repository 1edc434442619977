/* Divides by the width less one. */
#include "good_begin.h"

static cph_status run(void* instance, cph_call* call) {
  const cph_image* image = photo_of(call).image;
  volatile int steps = image->width - 1;
  sink = 255 / steps;
  return good_run(instance, call);
}

#define RUN run

#include "good_end.h"
