/* The default of its parameter is outside the range. */
#include "good_begin.h"

#define PARAM \
  { "gain", CPH_PARAM_NUMBER, 0, 11.0, 0.0, 10.0, NULL, NULL, NULL, "Multiplies the level" }

#include "good_end.h"
