/* Writes to the picture it is to judge. */
#include "good_begin.h"

static cph_status run(void* instance, cph_call* call) {
  const cph_image* image = photo_of(call).image;
  image->pixels[0] = 0;
  return good_run(instance, call);
}

#define RUN run

#include "good_end.h"
