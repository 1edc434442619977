/* Copies as much of the host table as it knows itself. */
#include "good_begin.h"

static cph_host copy;
static cph_status init(const cph_host* h) {
  host = h;
  memcpy(&copy, h, sizeof copy);
  sink = copy.abi_minor;
  return CPH_OK;
}

#define INIT init

#include "good_end.h"
