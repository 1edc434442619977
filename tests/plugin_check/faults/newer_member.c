/* Uses a service of 1.1 without asking whether the host has it. */
#include "good_begin.h"

static cph_status run(void* instance, cph_call* call) {
  const char* text = NULL;
  sink = host->input_text(call, "exemption", &text);
  return good_run(instance, call);
}

#define RUN run

#include "good_end.h"
