/* Crashes in init. */
#include "good_begin.h"

static volatile int zero;
static cph_status init(const cph_host* h) {
  host = h;
  *(volatile int*)(intptr_t)zero = 1;
  return CPH_OK;
}

#define INIT init

#include "good_end.h"
