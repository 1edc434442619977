// PNG, TIFF, WebP and HEIC by libvips, pulled strip by strip on the calling thread.
//
// The order: flatten over white, shrink by a whole number (box), colours to sRGB, 8 bits. Flattening comes
// first because the colour of a transparent pixel is arbitrary and must not bleed into a shrunk edge; colours
// come after the shrink because they are the expensive part.
#include <vips/vips.h>

#include <algorithm>
#include <memory>
#include <string>
#include <utility>

#include "engine/imaging/colour.h"
#include "engine/imaging/decoder.h"
#include "engine/imaging/file_format.h"
#include "engine/imaging/vips_library.h"

namespace certphoto {
namespace {

constexpr int kStripRows = 64;

struct Unref {
  void operator()(void* object) const { g_object_unref(object); }
};
using Image = std::unique_ptr<VipsImage, Unref>;
using Region = std::unique_ptr<VipsRegion, Unref>;

std::span<const std::uint8_t> Blob(VipsImage* image, const char* name) {
  const void* data = nullptr;
  std::size_t size = 0;
  if (vips_image_get_typeof(image, name) == 0 || vips_image_get_blob(image, name, &data, &size) != 0)
    return {};
  return {static_cast<const std::uint8_t*>(data), size};
}

Image Load(std::span<const std::uint8_t> bytes, FileFormat format) {
  // Without VIPS_FAIL_ON_ERROR libvips passes over checksum errors in a PNG and unreadable tiles in a TIFF.
  constexpr auto kFailOn = VIPS_FAIL_ON_ERROR;
  constexpr auto kAccess = VIPS_ACCESS_SEQUENTIAL;
  auto* data = const_cast<std::uint8_t*>(bytes.data());
  VipsImage* image = nullptr;
  int failed = -1;
  switch (format) {
    case FileFormat::kPng:
      failed =
          vips_pngload_buffer(data, bytes.size(), &image, "access", kAccess, "fail_on", kFailOn, nullptr);
      break;
    case FileFormat::kTiff:
      failed =
          vips_tiffload_buffer(data, bytes.size(), &image, "access", kAccess, "fail_on", kFailOn, nullptr);
      break;
    case FileFormat::kWebp:
      failed =
          vips_webpload_buffer(data, bytes.size(), &image, "access", kAccess, "fail_on", kFailOn, nullptr);
      break;
    case FileFormat::kHeic:
      failed =
          vips_heifload_buffer(data, bytes.size(), &image, "access", kAccess, "fail_on", kFailOn, nullptr);
      break;
    case FileFormat::kJpeg:
      break;
  }
  return Image(failed == 0 ? image : nullptr);
}

class VipsDecoder final : public Decoder {
 public:
  VipsDecoder(std::span<const std::uint8_t> bytes, FileFormat format, Image image)
      : bytes_(bytes), format_(format), image_(std::move(image)) {}

  Status Open() {
    const auto band_format = vips_image_get_format(image_.get());
    sixteen_bit_ = band_format == VIPS_FORMAT_USHORT;
    if (band_format != VIPS_FORMAT_UCHAR && !sixteen_bit_)
      return Unsupported("samples other than 8 or 16 bits");
    switch (vips_image_get_interpretation(image_.get())) {
      case VIPS_INTERPRETATION_B_W:
      case VIPS_INTERPRETATION_GREY16:
        kind_ = SampleKind::kGrey;
        break;
      case VIPS_INTERPRETATION_sRGB:
      case VIPS_INTERPRETATION_RGB:
      case VIPS_INTERPRETATION_RGB16:
        kind_ = SampleKind::kRgb;
        break;
      case VIPS_INTERPRETATION_CMYK:
        kind_ = SampleKind::kCmyk;
        break;
      default:
        return Unsupported("colours other than grey, RGB or CMYK");
    }
    const int colours = kind_ == SampleKind::kGrey ? 1 : kind_ == SampleKind::kRgb ? 3 : 4;
    const int bands = vips_image_get_bands(image_.get());
    if (bands < colours || bands > colours + 1) return Unsupported(std::to_string(bands) + " channels");
    has_alpha_ = bands > colours;
    return Describe(bands);
  }

  int ShrinkFor(std::uint32_t min_short_side_px) const override {
    if (min_short_side_px == 0) return 1;
    const std::uint32_t times = std::min(stored_.width_px, stored_.height_px) / min_short_side_px;
    return static_cast<int>(std::max<std::uint32_t>(times, 1));
  }

  std::uint64_t DecodedBytes(int shrink) const override {
    StoredPicture decoded = stored_;
    decoded.shrink = shrink;
    const std::uint64_t output = std::uint64_t{decoded.decoded_width()} * decoded.decoded_height() * 3;
    const std::uint64_t pixels = std::uint64_t{stored_.width_px} * stored_.height_px;
    const std::uint64_t sample = VIPS_IMAGE_SIZEOF_PEL(image_.get());
    // libwebp and libheif decode the whole picture (YUV beside RGB), an interlaced PNG and a TIFF of one
    // strip too. A plain PNG goes row by row, but telling it apart is not worth a wrong guess.
    const std::uint64_t yuv = format_ == FileFormat::kWebp || format_ == FileFormat::kHeic ? 2 : 0;
    return output + pixels * (sample + yuv) + (std::uint64_t{4} << 20);
  }

  Status Decode(UprightWriter& out) override {
    if (!Flatten() || !Shrink(out.picture().shrink) || !ToSrgb()) return Damaged();
    if (vips_image_get_bands(image_.get()) != 3 || vips_image_get_format(image_.get()) != VIPS_FORMAT_UCHAR ||
        static_cast<std::uint32_t>(vips_image_get_width(image_.get())) != out.picture().decoded_width() ||
        static_cast<std::uint32_t>(vips_image_get_height(image_.get())) != out.picture().decoded_height()) {
      return Error{ErrorCode::kInternal, "libvips gives another picture than its header announced"};
    }
    const Region region(vips_region_new(image_.get()));
    const int width = vips_image_get_width(image_.get()), height = vips_image_get_height(image_.get());
    for (int y = 0; y < height; y += kStripRows) {
      const VipsRect strip{0, y, width, std::min(kStripRows, height - y)};
      if (vips_region_prepare(region.get(), &strip) != 0) return Damaged(y * 100 / height);
      out.Put(static_cast<std::uint32_t>(y), static_cast<std::uint32_t>(strip.height),
              VIPS_REGION_ADDR(region.get(), 0, y), VIPS_REGION_LSKIP(region.get()));
    }
    return {};
  }

 private:
  Status Describe(int bands) {
    stored_.width_px = static_cast<std::uint32_t>(vips_image_get_width(image_.get()));
    stored_.height_px = static_cast<std::uint32_t>(vips_image_get_height(image_.get()));
    description_.format = format_;
    description_.file_channels = bands;
    auto exif = ReadExif(format_ == FileFormat::kTiff ? bytes_ : Blob(image_.get(), VIPS_META_EXIF_NAME));
    if (format_ == FileFormat::kTiff && exif.reduced_picture) {
      return Error{ErrorCode::kUnsupported,
                   "this is a camera raw file, not a finished photo: develop it to a JPEG or TIFF first"};
    }
    // libheif has turned the picture already, by the file's own field; EXIF repeats it for readers that do
    // not.
    stored_.orientation = format_ == FileFormat::kHeic ? 1 : exif.orientation;
    description_.exif_orientation = exif.orientation;
    description_.exif = std::move(exif.fields);
    description_.dpi = exif.dpi;
    if (format_ == FileFormat::kPng) {
      if (const double dpi = PngDpi(bytes_); dpi > 0) description_.dpi = dpi;
    }
    return {};
  }

  // Each takes image_ to the next stage; false when libvips refused.
  bool Next(int failed, VipsImage* made) {
    if (failed != 0) return false;
    image_.reset(made);
    return true;
  }

  bool Flatten() {
    if (!has_alpha_) return true;
    const double white = kind_ == SampleKind::kCmyk ? 0 : sixteen_bit_ ? 65535 : 255;
    VipsArrayDouble* background = vips_array_double_newv(1, white);
    VipsImage* flat = nullptr;
    const int failed = vips_flatten(image_.get(), &flat, "background", background, "max_alpha",
                                    sixteen_bit_ ? 65535.0 : 255.0, nullptr);
    vips_area_unref(VIPS_AREA(background));
    return Next(failed, flat);
  }

  bool Shrink(int by) {
    if (by == 1) return true;
    VipsImage* small = nullptr;
    const int failed = vips_shrink(image_.get(), &small, by, by, "ceil", TRUE, nullptr);
    return Next(failed, small);
  }

  bool ToSrgb() {
    const auto icc = Blob(image_.get(), VIPS_META_ICC_NAME);
    description_.converted_icc = SrgbTransform::Make(icc, kind_).has_value();
    VipsImage* srgb = nullptr;
    int failed = 0;
    if (description_.converted_icc || kind_ == SampleKind::kCmyk) {
      const gboolean embedded = description_.converted_icc ? TRUE : FALSE;
      failed = vips_icc_transform(image_.get(), &srgb, "srgb", "embedded", embedded, "input_profile",
                                  embedded ? "none" : "cmyk", "intent", VIPS_INTENT_RELATIVE,
                                  "black_point_compensation", TRUE, "depth", 8, nullptr);
    } else {
      failed = vips_colourspace(image_.get(), &srgb, VIPS_INTERPRETATION_sRGB, nullptr);
    }
    return Next(failed, srgb);
  }

  Error Unsupported(const std::string& what) const {
    return Error{ErrorCode::kUnsupported, std::string("a ") + ToString(format_) + " with " + what +
                                              " is not supported: save it as a JPEG"};
  }

  Error Damaged(int percent = 0) const {
    return Error{ErrorCode::kInvalid, std::string("the ") + ToString(format_) +
                                          " is truncated or damaged after about " + std::to_string(percent) +
                                          " % of the picture (" + TakeVipsComplaint() + ")"};
  }

  std::span<const std::uint8_t> bytes_;
  FileFormat format_;
  Image image_;
  SampleKind kind_ = SampleKind::kRgb;
  bool sixteen_bit_ = false;
  bool has_alpha_ = false;
};

}  // namespace

double PngDpi(std::span<const std::uint8_t> bytes) {
  const auto number = [&](std::size_t at) {
    return std::uint32_t{bytes[at]} << 24 | std::uint32_t{bytes[at + 1]} << 16 |
           std::uint32_t{bytes[at + 2]} << 8 | bytes[at + 3];
  };
  // PNG 1.2, sections 3.2 and 4.2.4.2: length, type, data, checksum; pHYs stands before the pixels.
  for (std::size_t at = 8; at + 12 <= bytes.size();) {
    const std::size_t length = number(at);
    const std::string_view type(reinterpret_cast<const char*>(bytes.data()) + at + 4, 4);
    if (type == "IDAT" || length > bytes.size() - at - 12) return 0;
    constexpr int kPerMetre = 1;
    if (type == "pHYs" && length == 9 && bytes[at + 16] == kPerMetre) return number(at + 8) * 0.0254;
    at += 12 + length;
  }
  return 0;
}

Result<std::unique_ptr<Decoder>> OpenWithVips(std::span<const std::uint8_t> bytes, FileFormat format) {
  if (auto status = StartVips(); !status) return status.error();
  auto image = Load(bytes, format);
  if (!image) {
    return Error{ErrorCode::kInvalid, std::string("the ") + ToString(format) +
                                          " is truncated or damaged in its header (" + TakeVipsComplaint() +
                                          ")"};
  }
  auto decoder = std::make_unique<VipsDecoder>(bytes, format, std::move(image));
  if (auto status = decoder->Open(); !status) return status.error();
  return std::unique_ptr<Decoder>(std::move(decoder));
}

}  // namespace certphoto
