/* Lets an exception cross the boundary. */
#include <stdexcept>

extern "C" {
#include <certphoto/abi/plugin.h>
}

namespace {
const cph_host* host;
cph_status init(const cph_host* h) {
  host = h;
  return CPH_OK;
}
void deinit() {}
cph_status create(cph_call*, const cph_value*, uint32_t, void** instance) {
  *instance = nullptr;
  return CPH_OK;
}
void destroy(void*) {}
cph_status run(void*, cph_call*) {
  throw std::runtime_error("unexpected");
}

const char* const needs[] = {"source.image/1", nullptr};
const cph_rule_use rules[] = {{"light.even", nullptr}};
const cph_operation operation = {sizeof operation,
                                 CPH_KIND_CHECK,
                                 CPH_INSTANCE_SERIAL,
                                 "fault.check",
                                 "Throws",
                                 needs,
                                 nullptr,
                                 nullptr,
                                 nullptr,
                                 nullptr,
                                 0,
                                 sizeof(cph_param),
                                 rules,
                                 1,
                                 sizeof(cph_rule_use),
                                 nullptr,
                                 0,
                                 sizeof(cph_note),
                                 create,
                                 destroy,
                                 run};
uint32_t operation_count() {
  return 1;
}
const cph_operation* get_operation(uint32_t index) {
  return index == 0 ? &operation : nullptr;
}
}  // namespace

extern "C" {
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
                                           nullptr};
}
