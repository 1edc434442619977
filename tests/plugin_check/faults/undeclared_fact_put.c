/* Puts a fact that it does not declare. */
#include "good_begin.h"

static cph_status run(void* instance, cph_call* call) {
  const int64_t shape[] = {1};
  cph_tensor* tensor = NULL;
  if (host->tensor_create(call, CPH_TYPE_F32, 1, shape, &tensor) != CPH_OK) return CPH_E_LIMIT;
  *(float*)tensor->data = 1;
  host->fact_put(call, "test.level/1", NULL, tensor);
  return good_run(instance, call);
}

#define RUN run

#include "good_end.h"
