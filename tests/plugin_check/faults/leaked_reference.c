/* Takes a reference to the photo and keeps it. */
#include "good_begin.h"

static cph_status run(void* instance, cph_call* call) {
  host->image_ref(photo_of(call).image);
  return good_run(instance, call);
}

#define RUN run

#include "good_end.h"
