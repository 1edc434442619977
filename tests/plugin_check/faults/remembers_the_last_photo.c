/* Levels itself by the photo before. */
#include "good_begin.h"

static cph_status run(void* instance, cph_call* call) {
  static double last = 128;
  const double level = mean_level(photo_of(call).image);
  const double value = *(const double*)instance * (level + last);
  last = level;
  return report(call, value);
}

#define RUN run

#include "good_end.h"
