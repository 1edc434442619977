/* Its parameter has no documentation. */
#include "good_begin.h"

#define PARAM \
  { "gain", CPH_PARAM_NUMBER, 0, 1.0, 0.0, 10.0, NULL, NULL, NULL, "" }

#include "good_end.h"
