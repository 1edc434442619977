/* Images.
 *
 * Owner:    the host allocates every image and counts references. A plugin reads images it was handed through
 * a pointer to const and writes only into an image it got from `cph_host.image_create` and has not yet handed
 * back. Layout:   interleaved 8-bit samples, sRGB unless `icc` says otherwise, row 0 on top. Rows of images
 * made by the host are packed (stride = width x bytes per pixel) and begin on a 64-byte boundary; a reader
 * must still honour `stride_bytes`, since a host may hand out a window of a larger image. Place:    facts and
 * findings speak in *source pixels*: the photo as displayed (EXIF orientation applied) at full resolution,
 * whatever size an operation works at. `placement` says where an image lies in that frame:  image_px =
 * (source_px - origin) * scale.  Pixel centres are at +0.5 in both frames.
 */
#ifndef CERTPHOTO_ABI_IMAGE_H
#define CERTPHOTO_ABI_IMAGE_H

#include <stddef.h>
#include <stdint.h>

enum {
  CPH_FORMAT_GRAY8 = 1, /* 1 byte a pixel; mattes: 0 wall, 255 person */
  CPH_FORMAT_RGB8 = 2,  /* 3 bytes a pixel */
  CPH_FORMAT_RGBA8 = 3, /* 4 bytes a pixel, alpha not premultiplied */
  CPH_FORMAT_LABEL8 = 4 /* 1 byte a pixel, a class number; the fact that carries it names the classes */
};

typedef struct cph_placement {
  double origin_x; /* source px of the image's left edge */
  double origin_y; /* source px of the image's top edge */
  double scale;    /* image px per source px, > 0 */
} cph_placement;

typedef struct cph_image {
  uint32_t struct_size;
  int32_t format;
  int32_t width;  /* px, >= 1 */
  int32_t height; /* px, >= 1 */
  int64_t stride_bytes;
  uint8_t* pixels;
  const uint8_t* icc; /* NULL: sRGB */
  uint64_t icc_bytes;
  double dpi; /* 0: not stated */
  cph_placement placement;
  void* host_handle; /* the host's; opaque */
} cph_image;

#endif
