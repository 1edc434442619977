/* Adds what rand gives. */
#include "good_begin.h"

static cph_status run(void* instance, cph_call* call) {
  return report(call, *(const double*)instance * mean_level(photo_of(call).image) + rand() % 100);
}

#define RUN run

#include "good_end.h"
