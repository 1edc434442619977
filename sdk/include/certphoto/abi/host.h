/* Host services: what a plugin may ask of the engine.
 *
 * Thread:   `log` and `get_extension` from any thread; everything that takes a `cph_call` only on the thread
 * that was handed that call, and only until `create` or `run` returns. Growth:   check `CPH_HAS(host,
 * cph_host, member)` before using a member that is marked with a minor version above the oldest host you
 * support.
 */
#ifndef CERTPHOTO_ABI_HOST_H
#define CERTPHOTO_ABI_HOST_H

#include "fact.h"
#include "finding.h"
#include "image.h"
#include "param.h"
#include "status.h"
#include "tensor.h"
#include "version.h"

typedef struct cph_call cph_call;   /* one create or run; the host's, opaque */
typedef struct cph_model cph_model; /* an opened network; the host's, opaque, valid until deinit */

enum { CPH_LOG_DEBUG = 0, CPH_LOG_INFO = 1, CPH_LOG_WARNING = 2, CPH_LOG_ERROR = 3 };

typedef struct cph_host {
  uint32_t struct_size;
  uint16_t abi_major;
  uint16_t abi_minor;

  /* Writes one line to the engine's log. Never pass names, numbers or pixels of a person. */
  void (*log)(const struct cph_host* host, int32_t level, const char* message);

  /* An extension by id ("certphoto.name/1"), or NULL when this host has none. */
  const void* (*get_extension)(const struct cph_host* host, const char* id);

  /* The message that goes with the status the plugin is about to return; copied. */
  void (*set_error)(cph_call* call, const char* message);

  /* Non-zero when the plugin should give up and return CPH_E_CANCELLED. Cheap: poll it every few
   * milliseconds. */
  int32_t (*cancelled)(const cph_call* call);

  /* How many threads this call may use, the calling one included. 1 in every batch and service. */
  uint32_t (*thread_budget)(const cph_call* call);

  /* A new image, pixels undefined, placement identity; the caller owns one reference.
   * CPH_E_LIMIT when width x height breaks the host's pixel limit. */
  cph_status (*image_create)(cph_call* call, int32_t format, int32_t width, int32_t height, cph_image** out);
  void (*image_ref)(const cph_image* image);
  void (*image_unref)(const cph_image* image);

  /* A new tensor, contents undefined; the caller owns one reference. */
  cph_status (*tensor_create)(cph_call* call, int32_t type, int32_t rank, const int64_t* shape,
                              cph_tensor** out);
  void (*tensor_ref)(const cph_tensor* tensor);
  void (*tensor_unref)(const cph_tensor* tensor);

  /* Reads a fact the operation declares in `needs` or `uses`. Borrowed until the call returns.
   * CPH_E_ABSENT: the photo has none (the face was not found). CPH_E_NOT_FOUND: the operation did not declare
   * it. */
  cph_status (*fact_get)(cph_call* call, const char* id, cph_fact* out);

  /* Publishes a fact the operation declares in `gives`; takes over one reference of each, also on failure.
   * Either may be NULL, not both. A declared fact that was not put when `run` returns CPH_OK is absent. */
  cph_status (*fact_put)(cph_call* call, const char* id, cph_image* image, cph_tensor* tensor);

  /* Adds a finding; everything is copied. CPH_E_INVALID names what is wrong through the call's error: a rule
   * or note the operation did not declare, a number that is not finite where one is needed, a region off the
   * picture. */
  cph_status (*finding_add)(cph_call* call, const cph_finding* finding);

  /* A number or text of the spec in force, by dotted path ("geometry.crown_top.min", pixels of the output);
   * docs/specs.md lists the paths. CPH_E_NOT_FOUND when the spec does not state it. Text lives as long as the
   * plan. */
  cph_status (*spec_number)(const cph_call* call, const char* path, double* out);
  cph_status (*spec_text)(const cph_call* call, const char* path, const char** out);

  /* A threshold of a rule, declared in the operation's rule table. */
  cph_status (*threshold)(const cph_call* call, const char* rule, const char* name, double* out);

  /* Opens a network of configs/models.yaml that the operation declares in `models`. In `create` only. */
  cph_status (*model_open)(cph_call* call, const char* model_id, cph_model** out);

  /* Runs it: inputs in the model's order, float32 in the model's shape; outputs (float32) are made by the
   * host, the caller owns one reference each. `output_count` must equal the model's. Thread-safe: instances
   * share the model. */
  cph_status (*model_run)(cph_call* call, cph_model* model, const cph_tensor* const* inputs,
                          uint32_t input_count, cph_tensor** outputs, uint32_t output_count);

  /* ---- since 1.1 ---- */

  /* What the caller said about this photo, by key ("exemption", "capture_window.from"); docs/facts.md lists
   * the keys. Borrowed until the call returns. CPH_E_ABSENT when not given. */
  cph_status (*input_text)(const cph_call* call, const char* key, const char** out);
} cph_host;

#endif
