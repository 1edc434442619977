// Pictures: views of what the host owns, and new ones that are owned until they are put.
#ifndef CERTPHOTO_IMAGE_HPP
#define CERTPHOTO_IMAGE_HPP

#include <cstddef>
#include <cstdint>
#include <utility>

#include "certphoto/abi/host.h"

namespace cph {

struct Point {
  double x = 0, y = 0;
};

struct Rect {
  double x = 0, y = 0, width = 0, height = 0;
  [[nodiscard]] double right() const { return x + width; }
  [[nodiscard]] double bottom() const { return y + height; }
  [[nodiscard]] Point centre() const { return {x + width / 2, y + height / 2}; }
};

[[nodiscard]] constexpr int bytes_per_pixel(int32_t format) {
  return format == CPH_FORMAT_RGB8 ? 3 : format == CPH_FORMAT_RGBA8 ? 4 : 1;
}

// A picture somebody else owns. Copy freely; valid as long as the owner says.
class ImageView {
 public:
  ImageView() = default;
  explicit ImageView(const cph_image* image) : image_(image) {}

  [[nodiscard]] explicit operator bool() const { return image_ != nullptr; }
  [[nodiscard]] int width() const { return image_->width; }
  [[nodiscard]] int height() const { return image_->height; }
  [[nodiscard]] int32_t format() const { return image_->format; }
  [[nodiscard]] int channels() const { return bytes_per_pixel(image_->format); }
  [[nodiscard]] std::int64_t stride_bytes() const { return image_->stride_bytes; }
  [[nodiscard]] const std::uint8_t* row(int y) const { return image_->pixels + y * image_->stride_bytes; }
  [[nodiscard]] const std::uint8_t* at(int x, int y) const { return row(y) + std::ptrdiff_t(x) * channels(); }
  [[nodiscard]] const cph_placement& placement() const { return image_->placement; }
  [[nodiscard]] const cph_image* raw() const { return image_; }

  // Source pixels to this picture's and back.
  [[nodiscard]] Point to_image(Point source) const {
    const auto& p = image_->placement;
    return {(source.x - p.origin_x) * p.scale, (source.y - p.origin_y) * p.scale};
  }
  [[nodiscard]] Point to_source(Point image) const {
    const auto& p = image_->placement;
    return {image.x / p.scale + p.origin_x, image.y / p.scale + p.origin_y};
  }
  [[nodiscard]] double scale() const { return image_->placement.scale; }

 private:
  const cph_image* image_ = nullptr;
};

// A new picture, owned until it is put.
class Image {
 public:
  Image() = default;
  Image(const cph_host* host, cph_image* image) : host_(host), image_(image) {}
  Image(Image&& other) noexcept : host_(other.host_), image_(std::exchange(other.image_, nullptr)) {}
  Image& operator=(Image&& other) noexcept {
    std::swap(host_, other.host_);
    std::swap(image_, other.image_);
    return *this;
  }
  Image(const Image&) = delete;
  Image& operator=(const Image&) = delete;
  ~Image() {
    if (image_ != nullptr) host_->image_unref(image_);
  }

  [[nodiscard]] explicit operator bool() const { return image_ != nullptr; }
  [[nodiscard]] int width() const { return image_->width; }
  [[nodiscard]] int height() const { return image_->height; }
  [[nodiscard]] int channels() const { return bytes_per_pixel(image_->format); }
  [[nodiscard]] std::int64_t stride_bytes() const { return image_->stride_bytes; }
  [[nodiscard]] std::uint8_t* row(int y) { return image_->pixels + y * image_->stride_bytes; }
  [[nodiscard]] std::uint8_t* at(int x, int y) { return row(y) + std::ptrdiff_t(x) * channels(); }
  [[nodiscard]] cph_image* raw() { return image_; }
  [[nodiscard]] ImageView view() const { return ImageView(image_); }
  void set_placement(const cph_placement& placement) { image_->placement = placement; }
  void set_dpi(double dpi) { image_->dpi = dpi; }
  [[nodiscard]] cph_image* release() { return std::exchange(image_, nullptr); }

 private:
  const cph_host* host_ = nullptr;
  cph_image* image_ = nullptr;
};

}  // namespace cph

#endif
