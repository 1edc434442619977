/* Crashes when the process ends. */
#include "good_begin.h"

static volatile int zero;
__attribute__((destructor)) static void at_exit(void) {
  *(volatile int*)(intptr_t)zero = 1;
}

#include "good_end.h"
