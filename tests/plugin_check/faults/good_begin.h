/* A check without fault, in two halves. Each file beside this one includes both and puts one fault between
 * them: a function of its own, and a macro that names it in place of the good one. `sink` keeps the compiler
 * from removing what looks useless. */
#ifndef CERTPHOTO_TESTS_GOOD_BEGIN_H
#define CERTPHOTO_TESTS_GOOD_BEGIN_H

#include <certphoto/abi/plugin.h>
#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#define MAYBE_UNUSED __attribute__((unused))

MAYBE_UNUSED static const cph_host* host;
MAYBE_UNUSED static volatile double sink;

MAYBE_UNUSED static cph_status good_init(const cph_host* h) {
  host = h;
  return CPH_OK;
}
MAYBE_UNUSED static void good_deinit(void) {}

MAYBE_UNUSED static cph_status good_create(cph_call* call, const cph_value* values, uint32_t count,
                                           void** instance) {
  double* gain = malloc(sizeof *gain);
  (void)call;
  if (gain == NULL || count != 1) return CPH_E_INTERNAL;
  *gain = values[0].number;
  *instance = gain;
  return CPH_OK;
}
MAYBE_UNUSED static void good_destroy(void* instance) {
  free(instance);
}

MAYBE_UNUSED static cph_fact photo_of(cph_call* call) {
  cph_fact photo = {sizeof photo, NULL, NULL};
  host->fact_get(call, "source.image/1", &photo);
  return photo;
}

MAYBE_UNUSED static double mean_level(const cph_image* image) {
  double sum = 0;
  for (int y = 0; y < image->height; ++y)
    for (int x = 0; x < 3 * image->width; ++x) sum += image->pixels[y * image->stride_bytes + x];
  return sum / (3.0 * image->width * image->height);
}

MAYBE_UNUSED static cph_finding finding_of(double value) {
  cph_finding finding = {sizeof finding,
                         CPH_VERDICT_PASS,
                         "light.even",
                         0,
                         "level",
                         NAN,
                         NAN,
                         NAN,
                         NULL,
                         NULL,
                         0,
                         sizeof(cph_region),
                         NULL,
                         0,
                         sizeof(cph_note_arg)};
  finding.value = value;
  return finding;
}

MAYBE_UNUSED static cph_status report(cph_call* call, double value) {
  const cph_finding finding = finding_of(value);
  return host->finding_add(call, &finding);
}

MAYBE_UNUSED static cph_status good_run(void* instance, cph_call* call) {
  return report(call, *(const double*)instance * mean_level(photo_of(call).image));
}

#endif
