#include <png.h>

#include <cmath>
#include <csetjmp>
#include <stdexcept>

#include "raster/encoder.h"

namespace certphoto::print {
namespace {

// Sheets are flat areas and photos: more effort gains a few per cent at many times the work.
constexpr int kCompression = 3;

class PngEncoder : public Encoder {
 public:
  PngEncoder(const RasterFile& file, ByteSink sink) : file_(file), sink_(std::move(sink)) {
    png_ = png_create_write_struct(PNG_LIBPNG_VER_STRING, this, &PngEncoder::Fail, &PngEncoder::Warn);
    if (png_ == nullptr) throw std::runtime_error("libpng: out of memory");
    info_ = png_create_info_struct(png_);
    if (info_ == nullptr || !Begin()) {
      png_destroy_write_struct(&png_, &info_);
      throw std::runtime_error("libpng: " + message_);
    }
    Flush();
  }
  ~PngEncoder() override { png_destroy_write_struct(&png_, &info_); }

  void Rows(std::span<const std::uint8_t> samples) override {
    if (!Write(samples)) throw std::runtime_error("libpng: " + message_);
    Flush();
  }
  void Finish() override {
    if (!End()) throw std::runtime_error("libpng: " + message_);
    Flush();
  }

 private:
  // libpng leaves its functions by longjmp: these hold nothing that has to be destroyed.
  bool Begin() {
    if (setjmp(png_jmpbuf(png_)) != 0) return false;
    png_set_write_fn(png_, this, &PngEncoder::Take, nullptr);
    png_set_user_limits(png_, 0x7FFFFFFF, 0x7FFFFFFF);
    png_set_compression_level(png_, kCompression);
    png_set_IHDR(png_, info_, static_cast<png_uint_32>(file_.width_px),
                 static_cast<png_uint_32>(file_.height_px), 8, PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    const auto per_metre = static_cast<png_uint_32>(std::lround(file_.dpi / 0.0254));
    png_set_pHYs(png_, info_, per_metre, per_metre, PNG_RESOLUTION_METER);
    if (file_.profile != nullptr) {
      png_set_iCCP(png_, info_, "printer", 0, file_.profile->bytes().data(),
                   static_cast<png_uint_32>(file_.profile->bytes().size()));
    } else {
      png_set_sRGB_gAMA_and_cHRM(png_, info_, PNG_sRGB_INTENT_RELATIVE);
    }
    png_write_info(png_, info_);
    return true;
  }
  bool Write(std::span<const std::uint8_t> samples) {
    if (setjmp(png_jmpbuf(png_)) != 0) return false;
    const std::size_t stride = std::size_t(file_.width_px) * 3;
    for (std::size_t at = 0; at + stride <= samples.size(); at += stride)
      png_write_row(png_, samples.data() + at);
    return true;
  }
  bool End() {
    if (setjmp(png_jmpbuf(png_)) != 0) return false;
    png_write_end(png_, info_);
    return true;
  }

  static void Take(png_structp png, png_bytep bytes, png_size_t size) {
    auto* self = static_cast<PngEncoder*>(png_get_io_ptr(png));
    try {
      self->bytes_.insert(self->bytes_.end(), bytes, bytes + size);
    } catch (...) {
      self->message_ = "out of memory";
    }
    if (!self->message_.empty()) png_error(png, "write");
  }
  static void Fail(png_structp png, png_const_charp message) {
    auto* self = static_cast<PngEncoder*>(png_get_error_ptr(png));
    if (self->message_.empty()) self->message_ = message;
    png_longjmp(png, 1);
  }
  static void Warn(png_structp, png_const_charp) {}

  void Flush() {
    sink_(bytes_);
    bytes_.clear();
  }

  RasterFile file_;
  ByteSink sink_;
  png_structp png_ = nullptr;
  png_infop info_ = nullptr;
  std::vector<std::uint8_t> bytes_;
  std::string message_;
};

}  // namespace

std::unique_ptr<Encoder> MakePngEncoder(const RasterFile& file, ByteSink sink) {
  return std::make_unique<PngEncoder>(file, std::move(sink));
}

}  // namespace certphoto::print
