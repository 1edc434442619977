/* Offers one operation twice. */
#include "good_begin.h"

#define OPERATION_COUNT 2
#define OPERATION(index) ((index) < 2 ? &operation : NULL)

#include "good_end.h"
