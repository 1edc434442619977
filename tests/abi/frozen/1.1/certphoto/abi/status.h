/* Status codes. Every function of the ABI that can fail returns one; the message travels with the call
 * (`cph_host.set_error`), never through a global. */
#ifndef CERTPHOTO_ABI_STATUS_H
#define CERTPHOTO_ABI_STATUS_H

#include <stdint.h>

typedef int32_t cph_status;

enum {
  CPH_OK = 0,
  CPH_E_INVALID = 1,     /* an argument or a value breaks the contract of the function */
  CPH_E_NOT_FOUND = 2,   /* the id names nothing: no such fact, model, threshold, spec value */
  CPH_E_ABSENT = 3,      /* nothing is wrong, but the thing is not in this photo (no face, no matte) */
  CPH_E_UNSUPPORTED = 4, /* known, but not by this side: a format, a feature, an older host */
  CPH_E_LIMIT = 5,       /* a limit on size, count or memory was reached */
  CPH_E_CANCELLED = 6,   /* the caller asked to stop, or the deadline passed */
  CPH_E_INTERNAL = 7     /* a defect or a failure of the machine; the message says which */
};

#endif
