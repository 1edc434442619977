/* Writes the time of day into its document. */
#include <time.h>

#include "good_renderer.h"

static cph_status render(cph_call* call, uint64_t count) {
  uint32_t output = 0;
  if (items->output_open(call, "document", 0, "txt", &output) != CPH_OK) return CPH_E_LIMIT;
  for (uint64_t i = 0; i < count; ++i) write_line(call, output, i);
  const time_t now = time(NULL);
  items->output_write(call, output, &now, sizeof now);
  return items->output_close(call, output);
}
