/* Reads an image after giving it back. */
#include "good_begin.h"

static cph_status run(void* instance, cph_call* call) {
  cph_image* image = NULL;
  if (host->image_create(call, CPH_FORMAT_GRAY8, 30, 10, &image) != CPH_OK) return CPH_E_LIMIT;
  const volatile uint8_t* pixels = image->pixels;
  host->image_unref(image);
  sink = pixels[0];
  return good_run(instance, call);
}

#define RUN run

#include "good_end.h"
