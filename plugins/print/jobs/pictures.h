// The job's photos as the outputs take them.
#ifndef CERTPHOTO_PRINT_JOBS_PICTURES_H
#define CERTPHOTO_PRINT_JOBS_PICTURES_H

#include <cstdint>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

namespace certphoto::print {

// Eight-bit sRGB, packed rows.
struct Pixels {
  int width = 0, height = 0;
  std::vector<std::uint8_t> rgb;
};

class Pictures {
 public:
  Pictures() = default;
  Pictures(const Pictures&) = delete;
  Pictures& operator=(const Pictures&) = delete;
  virtual ~Pictures() = default;

  // Decoded; the last few are kept. Null for a photo that cannot be read.
  [[nodiscard]] virtual std::shared_ptr<const Pixels> Decoded(std::uint64_t item) = 0;
  // The file's own JPEG data if a PDF can hold it as it is and shows it as sRGB; empty otherwise.
  [[nodiscard]] virtual std::vector<std::uint8_t> PassThroughJpeg(std::uint64_t item) = 0;
};

// Of a photo that could be read when its sheet was planned. Throws std::runtime_error when it no longer can.
[[nodiscard]] inline std::shared_ptr<const Pixels> MustDecode(Pictures& pictures, std::uint64_t item) {
  auto pixels = pictures.Decoded(item);
  if (!pixels)
    throw std::runtime_error("photo " + std::to_string(item + 1) + " changed while its sheet was made");
  return pixels;
}

}  // namespace certphoto::print

#endif
