/* Renderers: operations of CPH_KIND_RENDERER, which make documents (print sheets, lists) from many finished
 * photos.
 *
 * A renderer reads its parameters and thresholds, reports and allocates like every operation, through
 * `cph_host`. What is its own comes from this extension:
 *
 *     const cph_renderer_host* r = host->get_extension(host, CPH_EXT_RENDERER);   NULL: the host runs no
 * renderers
 *
 * It has no photo of its own: `fact_get` finds nothing in a renderer's call. Its *items* are finished photos
 * with texts (name, number, any field of a roster), in the order they are to be kept in. They are read when
 * asked for and given back by the renderer, so that a job of many thousands takes no more memory than one of
 * ten.
 *
 * What it makes goes out through *outputs*, written from the first byte to the last as it arises. Files,
 * names and places are the host's: an output is known by its role and number.
 *
 * Thread: everything here only on the thread that was handed the call, and only until `run` returns.
 */
#ifndef CERTPHOTO_ABI_RENDERER_H
#define CERTPHOTO_ABI_RENDERER_H

#include "host.h"

#define CPH_EXT_RENDERER "certphoto.renderer/1"

typedef struct cph_renderer_host {
  uint32_t struct_size;

  /* How many items there are; they are numbered from 0. */
  uint64_t (*item_count)(const cph_call* call);

  /* A text of an item by key ("name", "number", a column of the roster), NUL-terminated UTF-8, borrowed until
   * `run` returns. CPH_E_ABSENT when the item has none of that name; CPH_E_INVALID for an item that does not
   * exist. */
  cph_status (*item_text)(const cph_call* call, uint64_t item, const char* key, const char** out);

  /* The item's file as it is, a u8 tensor [bytes]; the caller owns one reference. Any other status but
   * CPH_OK: the file cannot be read, and the call's error says why. */
  cph_status (*item_file)(cph_call* call, uint64_t item, cph_tensor** out);

  /* The item decoded: RGB8, sRGB, upright, full resolution; the caller owns one reference. Fails like
   * `item_file`, and for a file that is no whole picture. */
  cph_status (*item_image)(cph_call* call, uint64_t item, cph_image** out);

  /* A file that belongs to the job by name ("printer_profile"), a u8 tensor [bytes]; the caller owns one
   * reference. CPH_E_ABSENT when the caller of the job gave none. */
  cph_status (*attachment)(cph_call* call, const char* name, cph_tensor** out);

  /* `cph_host.finding_add` about one item; without an item, `finding_add` itself is about the whole document.
   */
  cph_status (*finding_for_item)(cph_call* call, uint64_t item, const cph_finding* finding);

  /* Begins an output. `role` says what it is ("document", "sheet", "preview", "list": lower case,
   * docs/print.md), `number` counts those of a role from 1 (0: there is only one), `extension` is that of its
   * format ("pdf"). CPH_E_LIMIT when more than CPH_RENDERER_OPEN_OUTPUTS are open. An output that is not
   * closed when `run` returns, or whose run fails, does not come into being. */
  cph_status (*output_open)(cph_call* call, const char* role, uint32_t number, const char* extension,
                            uint32_t* out);
  cph_status (*output_write)(cph_call* call, uint32_t output, const void* bytes, uint64_t size);
  cph_status (*output_close)(cph_call* call, uint32_t output);
} cph_renderer_host;

enum { CPH_RENDERER_OPEN_OUTPUTS = 8 };

#endif
