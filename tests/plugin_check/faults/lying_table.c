/* Its table allows 0 to 10; create refuses all above 5. */
#include "good_begin.h"

static cph_status create(cph_call* call, const cph_value* values, uint32_t count, void** instance) {
  if (values[0].number > 5) {
    host->set_error(call, "gain is too large");
    return CPH_E_INVALID;
  }
  return good_create(call, values, count, instance);
}

#define CREATE create

#include "good_end.h"
