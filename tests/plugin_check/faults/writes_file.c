/* Writes a file where it happens to be. */
#include <stdio.h>

#include "good_begin.h"

static cph_status run(void* instance, cph_call* call) {
  FILE* file = fopen("debug.txt", "w");
  if (file != NULL) fclose(file);
  return good_run(instance, call);
}

#define RUN run

#include "good_end.h"
