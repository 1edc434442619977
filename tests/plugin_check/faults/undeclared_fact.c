/* Reads a fact that it does not declare. */
#include "good_begin.h"

static cph_status run(void* instance, cph_call* call) {
  cph_fact mesh = {sizeof mesh, NULL, NULL};
  host->fact_get(call, "face.mesh/1", &mesh);
  return good_run(instance, call);
}

#define RUN run

#include "good_end.h"
