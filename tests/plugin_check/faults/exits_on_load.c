/* Ends the process when it is loaded. */
#include "good_begin.h"

__attribute__((constructor)) static void on_load(void) {
  exit(0);
}

#include "good_end.h"
