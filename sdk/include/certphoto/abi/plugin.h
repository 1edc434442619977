/* The entry of a plugin: one exported constant, `certphoto_plugin`. This is the header a plugin in C
 * includes.
 *
 *     static const cph_plugin_entry ... ;
 *     CPH_EXPORT const cph_plugin_entry certphoto_plugin = { sizeof(cph_plugin_entry), CPH_ABI_MAJOR, ... };
 *
 * The host loads the library, reads the entry, refuses it when the versions do not fit, calls `init` once,
 * then `operation` for each index, and never unloads the library; `deinit` runs at exit after every instance
 * is destroyed.
 */
#ifndef CERTPHOTO_ABI_PLUGIN_H
#define CERTPHOTO_ABI_PLUGIN_H

#include "operation.h"

#define CPH_ENTRY_SYMBOL "certphoto_plugin"

typedef struct cph_plugin_entry {
  uint32_t struct_size;
  uint16_t abi_major;  /* CPH_ABI_MAJOR likewise */
  uint16_t abi_minor;  /* CPH_ABI_MINOR the plugin was built with */
  const char* id;      /* "certphoto.face"; reverse-domain for others' */
  const char* version; /* the plugin's own, "1.2.0" */
  const char* vendor;
  const char* licence; /* SPDX expression */

  /* Once, on the loading thread. The host outlives the plugin. On failure the plugin is not used. */
  cph_status (*init)(const cph_host* host);
  void (*deinit)(void);
  uint32_t (*operation_count)(void);
  const cph_operation* (*operation)(uint32_t index);

  /* An extension by id, or NULL. The member may be NULL. */
  const void* (*get_extension)(const char* id);
} cph_plugin_entry;

#endif
