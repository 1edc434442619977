// What ingest needs of a format: read the header, then decode once. Internal to engine/imaging.
#ifndef CERTPHOTO_ENGINE_IMAGING_DECODER_H
#define CERTPHOTO_ENGINE_IMAGING_DECODER_H

#include <cstdint>
#include <memory>
#include <span>

#include "engine/base/result.h"
#include "engine/imaging/exif.h"
#include "engine/imaging/ingest.h"
#include "engine/imaging/upright.h"

namespace certphoto {

// One file. Made from its header alone, without allocating for its pixels; the file's bytes outlive it. Used
// by one thread.
class Decoder {
 public:
  virtual ~Decoder() = default;

  // Stored size and the orientation still to be applied (1 where the decoder turns the picture itself).
  [[nodiscard]] const StoredPicture& stored() const { return stored_; }
  // Everything but size and file_bytes, which follow from the above.
  [[nodiscard]] const SourceDescription& description() const { return description_; }

  // The largest factor this decoder can reduce by that keeps the shorter side at `min_short_side_px` or more.
  [[nodiscard]] virtual int ShrinkFor(std::uint32_t min_short_side_px) const = 0;
  // Peak memory of Decode beside the file itself, the output included; an upper estimate.
  [[nodiscard]] virtual std::uint64_t DecodedBytes(int shrink) const = 0;
  // Once. kInvalid when the data end early or are damaged.
  [[nodiscard]] virtual Status Decode(UprightWriter& out) = 0;

 protected:
  StoredPicture stored_;
  SourceDescription description_;
};

[[nodiscard]] Result<std::unique_ptr<Decoder>> OpenJpeg(std::span<const std::uint8_t> bytes);
// PNG, TIFF, WebP, HEIC, by libvips.
[[nodiscard]] Result<std::unique_ptr<Decoder>> OpenWithVips(std::span<const std::uint8_t> bytes,
                                                            FileFormat format);

// What the header says about resolution, for the formats that have their own field; 0: not stated.
[[nodiscard]] double PngDpi(std::span<const std::uint8_t> bytes);

}  // namespace certphoto

#endif
