/* No fault at all: what the others are compared with. */
#include "good_begin.h"
#include "good_end.h"
