#include "coding.h"

#include <jpeglib.h>

#include <csetjmp>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>
#include <string>

namespace certphoto::output {
namespace {

// libjpeg leaves by longjmp, so everything between here and the jump is plain data.
struct Codec {
  jpeg_error_mgr errors;  // first: libjpeg hands it back to us
  std::jmp_buf escape;
  char message[JMSG_LENGTH_MAX];
  jpeg_compress_struct to;
  jpeg_decompress_struct from;
  unsigned char* bytes;
  unsigned long size;
};

void Escape(j_common_ptr info) {
  auto* codec = reinterpret_cast<Codec*>(info->err);
  info->err->format_message(info, codec->message);
  std::longjmp(codec->escape, 1);
}

struct Rows {
  unsigned char* data;
  std::size_t stride_bytes;
  int width, height;
};

bool Code(Codec& codec, const Rows& rows, int quality) {
  codec.to.err = codec.from.err = jpeg_std_error(&codec.errors);
  codec.errors.error_exit = &Escape;
  codec.errors.output_message = [](j_common_ptr) {};
  if (setjmp(codec.escape) != 0) return false;  // NOLINT(cert-err52-cpp): libjpeg's way out
  jpeg_create_compress(&codec.to);
  jpeg_create_decompress(&codec.from);
  jpeg_mem_dest(&codec.to, &codec.bytes, &codec.size);
  codec.to.image_width = static_cast<JDIMENSION>(rows.width);
  codec.to.image_height = static_cast<JDIMENSION>(rows.height);
  codec.to.input_components = 1;
  codec.to.in_color_space = JCS_GRAYSCALE;
  jpeg_set_defaults(&codec.to);
  jpeg_set_quality(&codec.to, quality, TRUE);
  jpeg_start_compress(&codec.to, TRUE);
  while (codec.to.next_scanline < codec.to.image_height) {
    JSAMPROW row = rows.data + codec.to.next_scanline * rows.stride_bytes;
    jpeg_write_scanlines(&codec.to, &row, 1);
  }
  jpeg_finish_compress(&codec.to);

  jpeg_mem_src(&codec.from, codec.bytes, codec.size);
  jpeg_read_header(&codec.from, TRUE);
  jpeg_start_decompress(&codec.from);
  while (codec.from.output_scanline < codec.from.output_height) {
    JSAMPROW row = rows.data + codec.from.output_scanline * rows.stride_bytes;
    jpeg_read_scanlines(&codec.from, &row, 1);
  }
  jpeg_finish_decompress(&codec.from);
  return true;
}

}  // namespace

cv::Mat ThroughJpeg(const cv::Mat& grey, int quality) {
  cv::Mat out = grey.clone();
  Codec codec{};
  const bool good = Code(codec, {out.data, out.step, out.cols, out.rows}, quality);
  jpeg_destroy_compress(&codec.to);
  jpeg_destroy_decompress(&codec.from);
  std::free(codec.bytes);  // NOLINT: libjpeg's malloc
  if (!good) throw std::runtime_error(std::string("JPEG coding: ") + codec.message);
  return out;
}

}  // namespace certphoto::output
