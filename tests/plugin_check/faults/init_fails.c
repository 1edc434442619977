/* init fails. */
#include "good_begin.h"

static cph_status init(const cph_host* h) {
  (void)h;
  return CPH_E_INTERNAL;
}

#define INIT init

#include "good_end.h"
