// The public C headers, each of which pulls in what it needs, compile as C++20 with -Wall -Wextra -Wpedantic
// -Werror.
#include <certphoto/abi/plugin.h>
#include <certphoto/abi/renderer.h>

// The layout that 1.0 plugins were built with. Reordering a member breaks them, and this.
static_assert(sizeof(void*) != 8 || offsetof(cph_plugin_entry, id) == 8, "entry");
static_assert(sizeof(void*) != 8 || offsetof(cph_operation, needs) == 32, "operation");
static_assert(sizeof(void*) != 8 || offsetof(cph_host, log) == 8, "host");
static_assert(sizeof(void*) != 8 || offsetof(cph_host, input_text) == 20 * 8,
              "members since 1.1 stand at the tail");
static_assert(sizeof(void*) != 8 || offsetof(cph_image, pixels) == 24, "image");
