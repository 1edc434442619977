/* Gives back an image twice. */
#include "good_begin.h"

static cph_status run(void* instance, cph_call* call) {
  cph_image* image = NULL;
  if (host->image_create(call, CPH_FORMAT_GRAY8, 30, 10, &image) != CPH_OK) return CPH_E_LIMIT;
  host->image_unref(image);
  host->image_unref(image);
  return good_run(instance, call);
}

#define RUN run

#include "good_end.h"
