/* Gives back the photo, which was only lent. */
#include "good_begin.h"

static cph_status run(void* instance, cph_call* call) {
  const double level = mean_level(photo_of(call).image);
  host->image_unref(photo_of(call).image);
  return report(call, *(const double*)instance * level);
}

#define RUN run

#include "good_end.h"
