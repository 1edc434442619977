/* Its note has no Chinese text. */
#include "good_begin.h"

#define ZH ""

#include "good_end.h"
