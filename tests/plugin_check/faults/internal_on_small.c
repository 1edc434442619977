/* Fails with CPH_E_INTERNAL on small pictures. */
#include "good_begin.h"

static cph_status run(void* instance, cph_call* call) {
  if (photo_of(call).image->width < 10) {
    host->set_error(call, "too small");
    return CPH_E_INTERNAL;
  }
  return good_run(instance, call);
}

#define RUN run

#include "good_end.h"
