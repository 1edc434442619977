/* A whole plugin in C11: a check that reports the mean
 * level of the picture on the rule light.even. */
#include <certphoto/abi/plugin.h>
#include <math.h>
#include <stddef.h>

#ifndef PLUGIN_ID
#define PLUGIN_ID "consumer.mean_level"
#endif
#ifndef OPERATION_ID
#define OPERATION_ID "consumer.mean_level"
#endif

static const cph_host* host;

static cph_status init(const cph_host* h) {
  host = h;
  return CPH_OK;
}
static void deinit(void) {}

static cph_status create(cph_call* call, const cph_value* values, uint32_t value_count, void** instance) {
  static double gain;
  (void)call;
  if (value_count != 1) return CPH_E_INVALID;
  gain = values[0].number;
  *instance = &gain;
  return CPH_OK;
}
static void destroy(void* instance) {
  (void)instance;
}

static cph_status run(void* instance, cph_call* call) {
  cph_fact photo = {sizeof photo, NULL, NULL};
  cph_status status = host->fact_get(call, "source.image/1", &photo);
  if (status != CPH_OK) return status;
  double sum = 0;
  for (int y = 0; y < photo.image->height; ++y)
    for (int x = 0; x < 3 * photo.image->width; ++x)
      sum += photo.image->pixels[y * photo.image->stride_bytes + x];
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
  finding.value = *(const double*)instance * sum / (3.0 * photo.image->width * photo.image->height);
  return host->finding_add(call, &finding);
}

static const char* const needs[] = {"source.image/1", NULL};
static const cph_param params[] = {
    {"gain", CPH_PARAM_NUMBER, 0, 1.0, 0.0, 10.0, NULL, NULL, NULL, "Multiplies the level"}};
static const cph_rule_use rules[] = {{"light.even", NULL}};

static const cph_operation operation = {sizeof operation,
                                        CPH_KIND_CHECK,
                                        CPH_INSTANCE_SERIAL,
                                        OPERATION_ID,
                                        "Mean level",
                                        needs,
                                        NULL,
                                        NULL,
                                        NULL,
                                        params,
                                        1,
                                        sizeof(cph_param),
                                        rules,
                                        1,
                                        sizeof(cph_rule_use),
                                        NULL,
                                        0,
                                        sizeof(cph_note),
                                        create,
                                        destroy,
                                        run};

static uint32_t operation_count(void) {
  return 1;
}
static const cph_operation* get_operation(uint32_t index) {
  return index == 0 ? &operation : NULL;
}

CPH_EXPORT extern const cph_plugin_entry certphoto_plugin;
const cph_plugin_entry certphoto_plugin = {sizeof(cph_plugin_entry),
                                           CPH_ABI_MAJOR,
                                           CPH_ABI_MINOR,
                                           PLUGIN_ID,
                                           "1.0.0",
                                           "certphoto tests",
                                           "Apache-2.0",
                                           init,
                                           deinit,
                                           operation_count,
                                           get_operation,
                                           NULL};
