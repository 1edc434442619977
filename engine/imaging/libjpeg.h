// libjpeg-turbo's headers in the one order that compiles, and its errors. Internal to engine/imaging.
#ifndef CERTPHOTO_ENGINE_IMAGING_LIBJPEG_H
#define CERTPHOTO_ENGINE_IMAGING_LIBJPEG_H

// clang-format off
#include <cstddef>
#include <cstdio>

#include <jpeglib.h>
#include <jerror.h>
// clang-format on

#include <csetjmp>

namespace certphoto {

// libjpeg's error manager, made to come back to us and to say nothing by itself. Whoever calls libjpeg sets
// `back` first, and holds no object with a destructor between there and the call.
struct JpegErrors : jpeg_error_mgr {
  std::jmp_buf back;
  int code = 0;  // of the message that ended the work
  char text[JMSG_LENGTH_MAX] = "";

  [[noreturn]] void Leave(j_common_ptr info) {
    code = msg_code;
    format_message(info, text);
    std::longjmp(back, 1);
  }
  static JpegErrors& Of(j_common_ptr info) { return *static_cast<JpegErrors*>(info->err); }

  JpegErrors() : jpeg_error_mgr() {
    jpeg_std_error(this);
    error_exit = [](j_common_ptr info) { Of(info).Leave(info); };
    output_message = [](j_common_ptr) {};
  }
};

}  // namespace certphoto

#endif
