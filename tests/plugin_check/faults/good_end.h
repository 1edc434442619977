/* The second half: the tables, with whatever the file has put in place of the good parts. */
#ifndef INIT
#define INIT good_init
#endif
#ifndef DEINIT
#define DEINIT good_deinit
#endif
#ifndef CREATE
#define CREATE good_create
#endif
#ifndef DESTROY
#define DESTROY good_destroy
#endif
#ifndef RUN
#define RUN good_run
#endif
#ifndef RULE
#define RULE "light.even"
#endif
#ifndef PARAM
#define PARAM \
  { "gain", CPH_PARAM_NUMBER, 0, 1.0, 0.0, 10.0, NULL, NULL, NULL, "Multiplies the level" }
#endif
#ifndef ABI_MAJOR
#define ABI_MAJOR CPH_ABI_MAJOR
#endif
#ifndef OPERATION_COUNT
#define OPERATION_COUNT 1
#endif
#ifndef OPERATION
#define OPERATION(index) ((index) == 0 ? &operation : NULL)
#endif
#ifndef ZH
#define ZH "照片过暗 {level}"
#endif
#ifndef SUMMARY
#define SUMMARY "Mean level"
#endif

static const char* const needs[] = {"source.image/1", NULL};
static const char* const uses[] = {"face.boxes/1", NULL};
static const cph_param params[] = {PARAM};
static const cph_rule_use rules[] = {{RULE, NULL}};
static const cph_note notes[] = {{"dark", ZH, "the photo is too dark: {level}"}};
static const cph_operation operation = {sizeof operation,
                                        CPH_KIND_CHECK,
                                        CPH_INSTANCE_SERIAL,
                                        "fault.check",
                                        SUMMARY,
                                        needs,
                                        uses,
                                        NULL,
                                        NULL,
                                        params,
                                        1,
                                        sizeof(cph_param),
                                        rules,
                                        1,
                                        sizeof(cph_rule_use),
                                        notes,
                                        1,
                                        sizeof(cph_note),
                                        CREATE,
                                        DESTROY,
                                        RUN};
static uint32_t operation_count(void) {
  return OPERATION_COUNT;
}
static const cph_operation* get_operation(uint32_t index) {
  return OPERATION(index);
}

CPH_EXPORT extern const cph_plugin_entry certphoto_plugin;
const cph_plugin_entry certphoto_plugin = {sizeof(cph_plugin_entry),
                                           ABI_MAJOR,
                                           CPH_ABI_MINOR,
                                           "fault.plugin",
                                           "1.0.0",
                                           "certphoto tests",
                                           "Apache-2.0",
                                           INIT,
                                           DEINIT,
                                           operation_count,
                                           get_operation,
                                           NULL};
