#include "engine/imaging/ingest.h"

#include <algorithm>
#include <cmath>
#include <memory>
#include <new>
#include <string>

#include "engine/imaging/decoder.h"
#include "engine/imaging/file_format.h"
#include "engine/imaging/vips_library.h"

namespace certphoto {
namespace {

std::string Megapixels(std::uint64_t pixels) {
  return std::to_string((pixels + 500'000) / 1'000'000) + " megapixels";
}

Status CheckSize(const StoredPicture& picture, const IngestLimits& limits) {
  const std::string size =
      "the photo is " + std::to_string(picture.width_px) + " x " + std::to_string(picture.height_px) + " px";
  const auto [small, large] = std::minmax(picture.width_px, picture.height_px);
  if (small < limits.min_side_px) {
    return Error{ErrorCode::kLimit, size + ": its shorter side is under the limit of " +
                                        std::to_string(limits.min_side_px) + " px"};
  }
  if (large > limits.max_side_px) {
    return Error{ErrorCode::kLimit, size + ": its longer side is over the limit of " +
                                        std::to_string(limits.max_side_px) + " px"};
  }
  const std::uint64_t pixels = std::uint64_t{picture.width_px} * picture.height_px;
  if (pixels > limits.max_pixels) {
    return Error{ErrorCode::kLimit,
                 size + ", " + Megapixels(pixels) + ": over the limit of " + Megapixels(limits.max_pixels)};
  }
  return {};
}

Result<std::unique_ptr<Decoder>> Open(std::span<const std::uint8_t> bytes, const IngestLimits& limits) {
  if (bytes.size() > limits.max_file_bytes) {
    return Error{ErrorCode::kLimit, "the file has " + std::to_string(bytes.size()) +
                                        " bytes: over the limit of " + std::to_string(limits.max_file_bytes)};
  }
  const auto format = RecogniseFormat(bytes);
  if (!format) return format.error();
  auto decoder = *format == FileFormat::kJpeg ? OpenJpeg(bytes) : OpenWithVips(bytes, *format);
  if (!decoder) return decoder;
  if (auto status = CheckSize((*decoder)->stored(), limits); !status) return status.error();
  return decoder;
}

SourceDescription Describe(const Decoder& decoder, std::span<const std::uint8_t> bytes) {
  SourceDescription source = decoder.description();
  source.width_px = decoder.stored().width_px;
  source.height_px = decoder.stored().height_px;
  if (SwapsAxes(decoder.stored().orientation)) std::swap(source.width_px, source.height_px);
  source.file_bytes = bytes.size();
  if (!std::isfinite(source.dpi)) source.dpi = 0;
  return source;
}

// Third-party code and the standard library throw; nothing leaves this folder but a Result.
template <class T, class Work>
Result<T> Contained(Work work) {
  try {
    return work();
  } catch (const std::bad_alloc&) {
    return Error{ErrorCode::kLimit, "out of memory while the photo was read"};
  } catch (const std::exception& e) {
    return Error{ErrorCode::kInternal, std::string("reading the photo failed: ") + e.what()};
  }
}

}  // namespace

Status InitImaging() {
  return StartVips();
}

Result<Probe> ProbePhoto(std::span<const std::uint8_t> bytes, const IngestLimits& limits,
                         const IngestRequest& request) {
  return Contained<Probe>([&]() -> Result<Probe> {
    const auto decoder = Open(bytes, limits);
    if (!decoder) return decoder.error();
    const int shrink = (*decoder)->ShrinkFor(request.min_short_side_px);
    return Probe{Describe(**decoder, bytes), (*decoder)->DecodedBytes(shrink)};
  });
}

Result<Photo> IngestPhoto(std::span<const std::uint8_t> bytes, const IngestLimits& limits,
                          const IngestRequest& request, const Allocator& allocator) {
  return Contained<Photo>([&]() -> Result<Photo> {
    const auto decoder = Open(bytes, limits);
    if (!decoder) return decoder.error();
    StoredPicture picture = (*decoder)->stored();
    picture.shrink = (*decoder)->ShrinkFor(request.min_short_side_px);
    auto writer = UprightWriter::New(picture, allocator);
    if (!writer) return writer.error();
    if (auto status = (*decoder)->Decode(*writer); !status) return status.error();

    Photo photo{writer->Take(), Describe(**decoder, bytes)};
    photo.image->dpi = photo.source.dpi / picture.shrink;
    return photo;
  });
}

}  // namespace certphoto
