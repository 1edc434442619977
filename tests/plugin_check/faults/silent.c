/* Succeeds and says nothing about its rule. */
#include "good_begin.h"

static cph_status run(void* instance, cph_call* call) {
  (void)instance;
  (void)call;
  return CPH_OK;
}

#define RUN run

#include "good_end.h"
