/* Reads memory it has not written. */
#include "good_begin.h"

static cph_status run(void* instance, cph_call* call) {
  cph_image* image = NULL;
  if (host->image_create(call, CPH_FORMAT_GRAY8, 30, 10, &image) != CPH_OK) return CPH_E_LIMIT;
  memset(image->pixels, 0, 100);
  const double value = image->pixels[200];
  host->image_unref(image);
  (void)instance;
  return report(call, value);
}

#define RUN run

#include "good_end.h"
