/* Takes every file for a whole picture. */
#include "good_renderer.h"

static cph_status render(cph_call* call, uint64_t count) {
  uint32_t output = 0;
  if (items->output_open(call, "document", 0, "txt", &output) != CPH_OK) return CPH_E_LIMIT;
  for (uint64_t i = 0; i < count; ++i) write_line(call, output, i);
  for (uint64_t i = 0; i < count; ++i) {
    cph_image* image = NULL;
    items->item_image(call, i, &image);
    items->output_write(call, output, image->pixels, 1);
    host->image_unref(image);
  }
  return items->output_close(call, output);
}
