/* Divides by zero on black pictures and reports the result. */
#include "good_begin.h"

static cph_status run(void* instance, cph_call* call) {
  return report(call, 1 / (mean_level(photo_of(call).image) * (*(const double*)instance)));
}

#define RUN run

#include "good_end.h"
