/* Everything of the ABI behind one symbol, so that abidiff sees all of its types. */
#include <certphoto/abi/plugin.h>
#include <certphoto/abi/renderer.h>

typedef struct {
  const cph_plugin_entry* entry;
  const cph_operation* operation;
  const cph_host* host;
  const cph_renderer_host* renderer;
  const cph_finding* finding;
  const cph_fact* fact;
  const cph_value* value;
} everything;

CPH_EXPORT extern everything certphoto_abi_surface;
everything certphoto_abi_surface;
