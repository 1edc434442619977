/* Operations: what a plugin offers. All tables are static and const: the host reads them without running
 * plugin code beyond `operation`. Arrays of structs come with their element size, so that elements can grow.
 */
#ifndef CERTPHOTO_ABI_OPERATION_H
#define CERTPHOTO_ABI_OPERATION_H

#include "host.h"

enum {
  CPH_KIND_ANALYZER = 1,  /* computes facts */
  CPH_KIND_CHECK = 2,     /* turns facts into findings */
  CPH_KIND_TRANSFORM = 3, /* makes the next `photo.image/1` from the last one and facts */
  CPH_KIND_RENDERER = 4   /* makes a document from finished photos */
};

enum {
  CPH_INSTANCE_SERIAL = 0,  /* the host makes one instance per worker and never runs it twice at once */
  CPH_INSTANCE_PARALLEL = 1 /* one instance serves all workers at once */
};

/* A rule that a check speaks about, and the thresholds it reads. */
typedef struct cph_rule_use {
  const char* rule;
  const char* const* thresholds; /* NULL-terminated, or NULL */
} cph_rule_use;

/* The text behind a note code, for the candidate; {name} stands for an argument of the finding. */
typedef struct cph_note {
  const char* code;
  const char* zh;
  const char* en;
} cph_note;

typedef struct cph_operation {
  uint32_t struct_size;
  int32_t kind;
  int32_t threading;
  const char* id;      /* "face.detect": lower case, dotted, unique among all plugins */
  const char* summary; /* one line */

  const char* const* needs;  /* fact ids without which `run` is not called; NULL-terminated, may be NULL */
  const char* const* uses;   /* fact ids it reads when they are there */
  const char* const* gives;  /* fact ids it publishes */
  const char* const* models; /* model ids it opens */

  const cph_param* params;
  uint32_t param_count;
  uint32_t param_stride;
  const cph_rule_use* rules;
  uint32_t rule_count;
  uint32_t rule_stride;
  const cph_note* notes;
  uint32_t note_count;
  uint32_t note_stride;

  /* Makes an instance. `values` has one entry per row of `params`, in order, alive until `destroy`. Called
   * once per worker (or once, INSTANCE_PARALLEL) on any thread, before the first photo. */
  cph_status (*create)(cph_call* call, const cph_value* values, uint32_t value_count, void** instance);
  void (*destroy)(void* instance);

  /* Works on one photo. No state may pass from one photo to the next. */
  cph_status (*run)(void* instance, cph_call* call);
} cph_operation;

#endif
