/* Crashes with the largest value its table allows. */
#include "good_begin.h"

static cph_status create(cph_call* call, const cph_value* values, uint32_t count, void** instance) {
  if (values[0].number >= 10) abort();
  return good_create(call, values, count, instance);
}

#define CREATE create

#include "good_end.h"
