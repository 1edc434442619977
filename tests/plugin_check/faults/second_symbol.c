/* Exports a second symbol. */
#include "good_begin.h"

CPH_EXPORT int helper(int x);
int helper(int x) {
  return x + 1;
}

#include "good_end.h"
