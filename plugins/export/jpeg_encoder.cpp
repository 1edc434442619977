#include "jpeg_encoder.h"

#include <jpeglib.h>

#include <csetjmp>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>

namespace certphoto::exporting {
namespace {

// libjpeg leaves by longjmp, so everything between here and the jump is plain data.
struct Codec {
  jpeg_error_mgr errors;  // first: libjpeg hands it back to us
  std::jmp_buf escape;
  char message[JMSG_LENGTH_MAX];
  jpeg_compress_struct jpeg;
  unsigned char* bytes;
  unsigned long size;
};

void Escape(j_common_ptr info) {
  auto* codec = reinterpret_cast<Codec*>(info->err);
  info->err->format_message(info, codec->message);
  std::longjmp(codec->escape, 1);
}

bool Encode(Codec& codec, const RgbPicture& picture, const JpegSettings& settings) {
  auto& jpeg = codec.jpeg;
  jpeg.err = jpeg_std_error(&codec.errors);
  codec.errors.error_exit = &Escape;
  codec.errors.output_message = [](j_common_ptr) {};
  if (setjmp(codec.escape) != 0) return false;  // NOLINT(cert-err52-cpp): libjpeg's way out
  jpeg_create_compress(&jpeg);
  jpeg_mem_dest(&jpeg, &codec.bytes, &codec.size);
  jpeg.image_width = static_cast<JDIMENSION>(picture.width);
  jpeg.image_height = static_cast<JDIMENSION>(picture.height);
  jpeg.input_components = 3;
  jpeg.in_color_space = JCS_RGB;
  jpeg_set_defaults(&jpeg);
  jpeg_set_quality(&jpeg, settings.quality, TRUE);
  jpeg.optimize_coding = settings.optimal ? TRUE : FALSE;
  jpeg.dct_method = JDCT_ISLOW;
  const int sampling = settings.chroma == Chroma::k444 ? 1 : 2;
  jpeg.comp_info[0].h_samp_factor = jpeg.comp_info[0].v_samp_factor = sampling;
  if (settings.dpi > 0) {
    jpeg.density_unit = 1;  // dots per inch
    jpeg.X_density = jpeg.Y_density = static_cast<UINT16>(settings.dpi);
  }
  jpeg_start_compress(&jpeg, TRUE);
  if (!settings.icc.empty())
    jpeg_write_icc_profile(&jpeg, settings.icc.data(), static_cast<unsigned int>(settings.icc.size()));
  while (jpeg.next_scanline < jpeg.image_height) {
    auto* row = const_cast<JSAMPROW>(picture.data + jpeg.next_scanline * picture.stride_bytes);
    jpeg_write_scanlines(&jpeg, &row, 1);
  }
  jpeg_finish_compress(&jpeg);
  return true;
}

}  // namespace

void EncodeJpeg(const RgbPicture& picture, const JpegSettings& settings, std::vector<std::uint8_t>& out) {
  Codec codec{};
  const bool good = Encode(codec, picture, settings);
  jpeg_destroy_compress(&codec.jpeg);
  if (good) out.assign(codec.bytes, codec.bytes + codec.size);
  std::free(codec.bytes);  // NOLINT: libjpeg's malloc
  if (!good) throw std::runtime_error(std::string("JPEG encoding: ") + codec.message);
}

}  // namespace certphoto::exporting
