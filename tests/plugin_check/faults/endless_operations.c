/* operation(count) is not NULL. */
#include "good_begin.h"

#define OPERATION(index) ((void)(index), &operation)

#include "good_end.h"
