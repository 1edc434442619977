/* Takes rows for packed. */
#include "good_begin.h"

static cph_status run(void* instance, cph_call* call) {
  const cph_image* image = photo_of(call).image;
  double sum = 0;
  for (int i = 0; i < 3 * image->width * image->height; ++i) sum += image->pixels[i];
  return report(call, *(const double*)instance * sum);
}

#define RUN run

#include "good_end.h"
