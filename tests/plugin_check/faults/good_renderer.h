/* A renderer without fault: a line for each item. The files `renderer_*.c` define RENDER, which is called
 * with the number of items, before including this. */
#ifndef CERTPHOTO_TESTS_GOOD_RENDERER_H
#define CERTPHOTO_TESTS_GOOD_RENDERER_H

#include <certphoto/abi/plugin.h>
#include <certphoto/abi/renderer.h>
#include <stddef.h>

static const cph_host* host;
static const cph_renderer_host* items;
static int instances;

static cph_status init(const cph_host* h) {
  host = h;
  return CPH_OK;
}
static void deinit(void) {}
static cph_status create(cph_call* call, const cph_value* values, uint32_t count, void** instance) {
  (void)call, (void)values, (void)count;
  *instance = &instances;
  return CPH_OK;
}
static void destroy(void* instance) {
  (void)instance;
}

__attribute__((unused)) static cph_status write_line(cph_call* call, uint32_t output, uint64_t item) {
  const char* name = "-";
  items->item_text(call, item, "name", &name);
  size_t length = 0;
  while (name[length] != '\0') ++length;
  return items->output_write(call, output, name, length);
}

static cph_status render(cph_call* call, uint64_t count);
static cph_status run(void* instance, cph_call* call) {
  (void)instance;
  items = host->get_extension(host, CPH_EXT_RENDERER);
  if (items == NULL) return CPH_E_UNSUPPORTED;
  return render(call, items->item_count(call));
}

static const cph_operation operation = {sizeof operation,
                                        CPH_KIND_RENDERER,
                                        CPH_INSTANCE_SERIAL,
                                        "fault.renderer",
                                        "A list of names",
                                        NULL,
                                        NULL,
                                        NULL,
                                        NULL,
                                        NULL,
                                        0,
                                        sizeof(cph_param),
                                        NULL,
                                        0,
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
                                           "fault.plugin",
                                           "1.0.0",
                                           "certphoto tests",
                                           "Apache-2.0",
                                           init,
                                           deinit,
                                           operation_count,
                                           get_operation,
                                           NULL};

#endif
