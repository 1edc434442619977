/* Reads a row too many. */
#include "good_begin.h"

static cph_status run(void* instance, cph_call* call) {
  const cph_image* image = photo_of(call).image;
  const volatile uint8_t* behind = image->pixels + (int64_t)image->height * image->stride_bytes + 4096;
  sink = *behind;
  return good_run(instance, call);
}

#define RUN run

#include "good_end.h"
