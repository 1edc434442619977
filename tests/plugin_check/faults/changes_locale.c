/* Sets the locale. */
#include <locale.h>

#include "good_begin.h"

static cph_status run(void* instance, cph_call* call) {
  setlocale(LC_ALL, "C.UTF-8");
  return good_run(instance, call);
}

#define RUN run

#include "good_end.h"
