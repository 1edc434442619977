/* Findings: what a check says about one rule, with the evidence. */
#ifndef CERTPHOTO_ABI_FINDING_H
#define CERTPHOTO_ABI_FINDING_H

#include <stdint.h>

enum {
  CPH_VERDICT_PASS = 1,
  CPH_VERDICT_FAIL = 2,          /* the rule is broken; what follows is the rule's severity */
  CPH_VERDICT_REVIEW = 3,        /* a person has to look */
  CPH_VERDICT_INCONCLUSIVE = 4,  /* could not be measured on this photo */
  CPH_VERDICT_NOT_APPLICABLE = 5 /* the rule does not speak about this photo (lens glare without glasses) */
};

/* A closed polygon (or, with two points, a rectangle by opposite corners) on the photo. */
typedef struct cph_region {
  uint32_t struct_size;
  uint32_t point_count;
  const double* points; /* x, y pairs in source px (finished px for a check on the product) */
  const char* label;    /* short, stable, lower case: "left_lens" */
} cph_region;

/* A value that the note's text names in braces: text when not NULL, else number. */
typedef struct cph_note_arg {
  const char* name;
  const char* text;
  double number;
} cph_note_arg;

typedef struct cph_finding {
  uint32_t struct_size;
  int32_t verdict;
  const char* rule;  /* an id the operation's table declares */
  double value;      /* NaN: no number */
  const char* unit;  /* "deg", "px", "share", "ratio", "score", "dE00" ...; NULL: none */
  double limit_min;  /* NaN: no lower limit */
  double limit_max;  /* NaN: no upper limit */
  double confidence; /* 0..1 that the verdict is right; NaN: not calibrated */
  const char* note;  /* code in the operation's note table; NULL: none */
  const cph_region* regions;
  uint32_t region_count;
  uint32_t region_stride; /* sizeof(cph_region) as the plugin knows it */
  const cph_note_arg* args;
  uint32_t arg_count;
  uint32_t arg_stride;
} cph_finding;

#endif
