/* Facts: typed, versioned values that analyzers compute and everybody else reads.
 *
 * An id is `noun.aspect/version` ("face.mesh/1"); docs/facts.md states the shape and unit of each published
 * id. A fact is an image, a tensor, or both, and is immutable once put. It is computed at most once per photo
 * and scope, and only if the plan needs it.
 *
 * Scopes: a plan looks at two pictures, the photo as captured and the finished product. The same analyzers
 * serve both; an operation reads facts of the picture it is run on. A check on the product reads the capture
 * by the prefix "capture:".
 */
#ifndef CERTPHOTO_ABI_FACT_H
#define CERTPHOTO_ABI_FACT_H

#include "image.h"
#include "tensor.h"

typedef struct cph_fact {
  uint32_t struct_size;     /* set by the reader before the call */
  const cph_image* image;   /* NULL when the fact has none */
  const cph_tensor* tensor; /* NULL when the fact has none */
} cph_fact;

#endif
