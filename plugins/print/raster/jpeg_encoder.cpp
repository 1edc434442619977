// clang-format off
#include <cstdio>  // which the next one needs
#include <jpeglib.h>
// clang-format on

#include <cmath>
#include <csetjmp>
#include <cstddef>
#include <stdexcept>

#include "raster/encoder.h"

namespace certphoto::print {
namespace {

constexpr std::size_t kBufferBytes = 1u << 16;

class JpegEncoder : public Encoder {
 public:
  JpegEncoder(const RasterFile& file, ByteSink sink)
      : file_(file), sink_(std::move(sink)), buffer_(kBufferBytes) {
    jpeg_.err = jpeg_std_error(&errors_.base);
    errors_.base.error_exit = &JpegEncoder::Fail;
    errors_.base.output_message = &JpegEncoder::Silent;
    const auto srgb = IccProfile::Srgb();
    if (!Begin(file.profile != nullptr ? file.profile->bytes() : srgb.bytes())) {
      jpeg_destroy_compress(&jpeg_);
      throw std::runtime_error("libjpeg: " + Message());
    }
    Flush();
  }
  ~JpegEncoder() override { jpeg_destroy_compress(&jpeg_); }

  void Rows(std::span<const std::uint8_t> samples) override {
    // CMYK in JPEG is stored as Adobe programs do: inverted.
    inverted_.assign(samples.begin(), samples.end());
    if (file_.channels == 4)
      for (auto& s : inverted_) s = static_cast<std::uint8_t>(255 - s);
    if (!Write()) throw std::runtime_error("libjpeg: " + Message());
    Flush();
  }
  void Finish() override {
    if (!End()) throw std::runtime_error("libjpeg: " + Message());
    Flush();
  }

 private:
  struct Errors {
    jpeg_error_mgr base;
    std::jmp_buf jump;
    char message[JMSG_LENGTH_MAX];
  };

  // libjpeg leaves its functions by longjmp: these hold nothing that has to be destroyed.
  bool Begin(std::span<const std::uint8_t> profile) {
    if (setjmp(errors_.jump) != 0) return false;
    jpeg_create_compress(&jpeg_);
    jpeg_.client_data = this;
    destination_.init_destination = &JpegEncoder::Start;
    destination_.empty_output_buffer = &JpegEncoder::Full;
    destination_.term_destination = &JpegEncoder::Stop;
    jpeg_.dest = &destination_;
    jpeg_.image_width = static_cast<JDIMENSION>(file_.width_px);
    jpeg_.image_height = static_cast<JDIMENSION>(file_.height_px);
    jpeg_.input_components = file_.channels;
    jpeg_.in_color_space = file_.channels == 4 ? JCS_CMYK : JCS_RGB;
    jpeg_set_defaults(&jpeg_);
    jpeg_set_quality(&jpeg_, file_.jpeg_quality, TRUE);
    for (int i = 0; i < jpeg_.num_components; ++i)  // colour at full resolution
      jpeg_.comp_info[i].h_samp_factor = jpeg_.comp_info[i].v_samp_factor = 1;
    jpeg_.density_unit = 1;
    jpeg_.X_density = jpeg_.Y_density = static_cast<UINT16>(std::lround(file_.dpi));
    jpeg_start_compress(&jpeg_, TRUE);
    jpeg_write_icc_profile(&jpeg_, profile.data(), static_cast<unsigned>(profile.size()));
    return true;
  }
  bool Write() {
    if (setjmp(errors_.jump) != 0) return false;
    const std::size_t stride = std::size_t(file_.width_px) * std::size_t(file_.channels);
    for (std::size_t at = 0; at + stride <= inverted_.size(); at += stride) {
      JSAMPROW row = inverted_.data() + at;
      jpeg_write_scanlines(&jpeg_, &row, 1);
    }
    return true;
  }
  bool End() {
    if (setjmp(errors_.jump) != 0) return false;
    jpeg_finish_compress(&jpeg_);
    return true;
  }

  static JpegEncoder& Self(j_compress_ptr jpeg) { return *static_cast<JpegEncoder*>(jpeg->client_data); }
  static void Start(j_compress_ptr jpeg) {
    auto& self = Self(jpeg);
    self.destination_.next_output_byte = self.buffer_.data();
    self.destination_.free_in_buffer = self.buffer_.size();
  }
  static boolean Full(j_compress_ptr jpeg) {
    auto& self = Self(jpeg);
    self.Keep(self.buffer_.size(), jpeg);
    Start(jpeg);
    return TRUE;
  }
  static void Stop(j_compress_ptr jpeg) {
    auto& self = Self(jpeg);
    self.Keep(self.buffer_.size() - self.destination_.free_in_buffer, jpeg);
  }
  static void Fail(j_common_ptr jpeg) {
    auto* errors = reinterpret_cast<Errors*>(jpeg->err);
    errors->base.format_message(jpeg, errors->message);
    std::longjmp(errors->jump, 1);
  }
  static void Silent(j_common_ptr) {}

  void Keep(std::size_t size, j_compress_ptr jpeg) {
    bool kept = true;
    try {
      bytes_.insert(bytes_.end(), buffer_.begin(), buffer_.begin() + static_cast<std::ptrdiff_t>(size));
    } catch (...) {
      kept = false;
    }
    if (!kept) jpeg->err->error_exit(reinterpret_cast<j_common_ptr>(jpeg));
  }
  [[nodiscard]] std::string Message() const { return errors_.message; }
  void Flush() {
    sink_(bytes_);
    bytes_.clear();
  }

  RasterFile file_;
  ByteSink sink_;
  std::vector<std::uint8_t> buffer_, bytes_, inverted_;
  jpeg_compress_struct jpeg_{};
  jpeg_destination_mgr destination_{};
  Errors errors_{};
};

}  // namespace

std::unique_ptr<Encoder> MakeJpegEncoder(const RasterFile& file, ByteSink sink) {
  return std::make_unique<JpegEncoder>(file, std::move(sink));
}

}  // namespace certphoto::print
