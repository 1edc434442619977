// libjpeg-turbo's headers in the one order that compiles. Internal to engine/imaging.
#ifndef CERTPHOTO_ENGINE_IMAGING_LIBJPEG_H
#define CERTPHOTO_ENGINE_IMAGING_LIBJPEG_H

// clang-format off
#include <cstddef>
#include <cstdio>

#include <jpeglib.h>
#include <jerror.h>
// clang-format on

#endif
