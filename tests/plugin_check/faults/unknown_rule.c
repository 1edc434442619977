/* Speaks about a rule that no rule file has. */
#include "good_begin.h"

#define RULE "light.evne"

#include "good_end.h"
