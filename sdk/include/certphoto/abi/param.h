/* Parameters: one static table per operation. The host parses the pipeline file against it, fills defaults,
 * checks ranges and refuses unknown names before the plugin sees anything. The same table feeds `certphoto
 * plugins show`, the documentation, the JSON Schema for editors and the gRPC catalogue. */
#ifndef CERTPHOTO_ABI_PARAM_H
#define CERTPHOTO_ABI_PARAM_H

#include <stdint.h>

enum {
  CPH_PARAM_BOOL = 1,
  CPH_PARAM_INT = 2,
  CPH_PARAM_NUMBER = 3,
  CPH_PARAM_TEXT = 4,
  CPH_PARAM_CHOICE = 5 /* one of `choices` */
};
enum { CPH_PARAM_ADVANCED = 1, CPH_PARAM_DEPRECATED = 2 };

typedef struct cph_param {
  const char* name; /* lower_snake_case, unit in the name where it has one */
  int32_t type;
  uint32_t flags;
  double default_number;      /* BOOL (0 or 1), INT, NUMBER */
  double min, max;            /* inclusive; INT and NUMBER only */
  const char* default_text;   /* TEXT and CHOICE */
  const char* const* choices; /* NULL-terminated; CHOICE only */
  const char* unit;           /* NULL: none */
  const char* doc;            /* one line */
} cph_param;

/* A parsed value; `number` for BOOL, INT, NUMBER, `text` (NUL-terminated UTF-8) for TEXT and CHOICE. */
typedef struct cph_value {
  int32_t type;
  double number;
  const char* text;
} cph_value;

#endif
