/* Behaves until 2030. */
#include <time.h>

#include "good_begin.h"

static cph_status run(void* instance, cph_call* call) {
  return report(call,
                time(NULL) > 1893456000 ? 0 : *(const double*)instance * mean_level(photo_of(call).image));
}

#define RUN run

#include "good_end.h"
