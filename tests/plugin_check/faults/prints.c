/* Prints to standard output. */
#include <stdio.h>

#include "good_begin.h"

static cph_status run(void* instance, cph_call* call) {
  puts("hello");
  return good_run(instance, call);
}

#define RUN run

#include "good_end.h"
