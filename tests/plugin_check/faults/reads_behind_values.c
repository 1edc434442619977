/* Reads a value that its table does not have. */
#include "good_begin.h"

static cph_status create(cph_call* call, const cph_value* values, uint32_t count, void** instance) {
  const volatile cph_value* behind = values + count;
  sink = behind->number;
  return good_create(call, values, count, instance);
}

#define CREATE create

#include "good_end.h"
