/* Was built for another major version of the ABI. */
#include "good_begin.h"

#define ABI_MAJOR 9

#include "good_end.h"
