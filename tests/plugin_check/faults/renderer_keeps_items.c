/* Never gives back the image of an item. */
#include "good_renderer.h"

static cph_status render(cph_call* call, uint64_t count) {
  uint32_t output = 0;
  if (items->output_open(call, "document", 0, "txt", &output) != CPH_OK) return CPH_E_LIMIT;
  for (uint64_t i = 0; i < count; ++i) write_line(call, output, i);
  cph_image* image = NULL;
  for (uint64_t i = 0; i < count; ++i) items->item_image(call, i, &image);
  return items->output_close(call, output);
}
