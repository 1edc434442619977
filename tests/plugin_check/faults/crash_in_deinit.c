/* Crashes in deinit. */
#include "good_begin.h"

static volatile int zero;
static void deinit(void) {
  *(volatile int*)(intptr_t)zero = 1;
}

#define DEINIT deinit

#include "good_end.h"
