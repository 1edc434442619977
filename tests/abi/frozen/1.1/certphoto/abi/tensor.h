/* Tensors: dense, row-major numbers. Owned and counted by the host like images; `data` is 64-byte aligned. */
#ifndef CERTPHOTO_ABI_TENSOR_H
#define CERTPHOTO_ABI_TENSOR_H

#include <stdint.h>

enum { CPH_TYPE_F32 = 1, CPH_TYPE_F64 = 2, CPH_TYPE_U8 = 3, CPH_TYPE_I32 = 4, CPH_TYPE_I64 = 5 };
enum { CPH_MAX_RANK = 6 };

typedef struct cph_tensor {
  uint32_t struct_size;
  int32_t type;
  int32_t rank;                /* 0..CPH_MAX_RANK; 0 is a single number */
  int64_t shape[CPH_MAX_RANK]; /* an extent of 0 is allowed: an empty list */
  void* data;
  void* host_handle; /* the host's; opaque */
} cph_tensor;

#endif
