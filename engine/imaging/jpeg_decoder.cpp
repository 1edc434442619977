// JPEG by libjpeg-turbo directly: libvips' loader costs 10 to 25 % more and decodes on a thread of its own.
//
// libjpeg reports errors by longjmp. So every call into it is made from one of the `Step` members, run by
// Guarded: those hold no object with a destructor, and whatever they need lives in the decoder.
#include <algorithm>
#include <array>
#include <cstdlib>
#include <optional>
#include <string>
#include <vector>

#include "engine/imaging/colour.h"
#include "engine/imaging/decoder.h"
#include "engine/imaging/jpeg_quality.h"
#include "engine/imaging/libjpeg.h"
#include "engine/imaging/vips_library.h"

namespace certphoto {
namespace {

// A progressive file may repeat scans without end at a few bytes each. Encoders write 10 to 20; libvips stops
// at 100.
constexpr int kMaxScans = 100;
constexpr std::uint32_t kStripRows = 16;  // the tallest MCU

struct Errors : JpegErrors {
  Errors() {
    emit_message = [](j_common_ptr info, int level) {
      if (level < 0 && LosesPicture(info->err->msg_code)) Of(info).Leave(info);
    };
  }

  // libjpeg goes on after these with grey or invented pixels. Its other warnings cost nothing that is seen:
  // a phone's bytes between two markers, a profile in the wrong order.
  static bool LosesPicture(int warning) {
    return warning == JWRN_JPEG_EOF || warning == JWRN_HIT_MARKER || warning == JWRN_HUFF_BAD_CODE ||
           warning == JWRN_ARITH_BAD_CODE || warning == JWRN_MUST_RESYNC;
  }
};

struct Progress : jpeg_progress_mgr {
  Progress() : jpeg_progress_mgr() {
    progress_monitor = [](j_common_ptr info) {
      if (reinterpret_cast<j_decompress_ptr>(info)->input_scan_number <= kMaxScans) return;
      info->err->msg_code = JERR_BAD_PROGRESSION;
      Errors::Of(info).Leave(info);
    };
  }
};

class JpegDecoder final : public Decoder {
 public:
  explicit JpegDecoder(std::span<const std::uint8_t> bytes) : bytes_(bytes) { info_.err = &errors_; }
  JpegDecoder(const JpegDecoder&) = delete;
  JpegDecoder& operator=(const JpegDecoder&) = delete;
  ~JpegDecoder() override {
    jpeg_destroy_decompress(&info_);
    std::free(icc_);
  }

  Status Open() {
    if (!Guarded(&JpegDecoder::StepHeader)) return Failure("header");
    Describe();
    switch (info_.jpeg_color_space) {
      case JCS_GRAYSCALE:
        kind_ = SampleKind::kGrey;
        break;
      case JCS_YCbCr:
      case JCS_RGB:
        kind_ = SampleKind::kRgb;
        break;
      case JCS_CMYK:
      case JCS_YCCK:
        kind_ = info_.saw_Adobe_marker ? SampleKind::kCmykInverted : SampleKind::kCmyk;
        break;
      default:
        return Error{ErrorCode::kUnsupported, "the JPEG has " + std::to_string(info_.num_components) +
                                                  " channels of unknown colours: save it as an RGB JPEG"};
    }
    return {};
  }

  int ShrinkFor(std::uint32_t min_short_side_px) const override {
    if (min_short_side_px == 0) return 1;
    const std::uint64_t short_side = std::min(stored_.width_px, stored_.height_px);
    for (const int shrink : {8, 4, 2}) {  // the scales that libjpeg-turbo has SIMD code for
      if (short_side >= std::uint64_t{min_short_side_px} * static_cast<unsigned>(shrink)) return shrink;
    }
    return 1;
  }

  std::uint64_t DecodedBytes(int shrink) const override {
    StoredPicture decoded = stored_;
    decoded.shrink = shrink;
    const std::uint64_t width = decoded.decoded_width();
    // The output, a strip, and libjpeg's own rows (measured: below 24 a column).
    std::uint64_t bytes = width * decoded.decoded_height() * 3 + width * (kStripRows + 24) * 4;
    if (jpeg_has_multiple_scans(const_cast<j_decompress_ptr>(&info_))) {
      for (int i = 0; i < info_.num_components; ++i) {
        const auto& component = info_.comp_info[i];
        bytes += std::uint64_t{component.width_in_blocks} * component.height_in_blocks * sizeof(JBLOCK);
      }
    }
    return bytes;
  }

  Status Decode(UprightWriter& out) override {
    MakeTransform();
    info_.scale_num = 1;
    info_.scale_denom = static_cast<unsigned>(out.picture().shrink);
    info_.dct_method = JDCT_ISLOW;
    info_.do_block_smoothing =
        FALSE;  // smooths what an unfinished progressive file lacks; such a file is refused
    info_.out_color_space = kind_ == SampleKind::kGrey && transform_                  ? JCS_GRAYSCALE
                            : kind_ == SampleKind::kGrey || kind_ == SampleKind::kRgb ? JCS_RGB
                                                                                      : JCS_CMYK;
    if (!Guarded(&JpegDecoder::StepStart)) return Failure("picture");
    if (info_.output_width != out.picture().decoded_width() ||
        info_.output_height != out.picture().decoded_height()) {
      return Error{ErrorCode::kInternal, "the JPEG decoder gives another size than it announced"};
    }
    while (info_.output_scanline < info_.output_height) {
      if (!ReadStrip(out)) return Failure("picture");
    }
    if (!Guarded(&JpegDecoder::StepFinish)) return Failure("picture");
    return {};
  }

 private:
  // False when libjpeg gave up; `errors_` tells why.
  bool Guarded(void (JpegDecoder::*step)()) {
    if (setjmp(errors_.back) != 0) return false;
    (this->*step)();
    return true;
  }

  void StepHeader() {
    jpeg_create_decompress(&info_);
    jpeg_mem_src(&info_, bytes_.data(), bytes_.size());
    jpeg_save_markers(&info_, JPEG_APP0 + 1, 0xFFFF);
    jpeg_save_markers(&info_, JPEG_APP0 + 2, 0xFFFF);
    info_.progress = &progress_;
    jpeg_read_header(&info_, TRUE);
    unsigned size = 0;
    if (jpeg_read_icc_profile(&info_, &icc_, &size) != 0) icc_bytes_ = size;
  }
  void StepStart() { jpeg_start_decompress(&info_); }
  void StepRows() { rows_read_ = jpeg_read_scanlines(&info_, rows_.data(), rows_wanted_); }
  void StepFinish() { jpeg_finish_decompress(&info_); }

  void Describe() {
    stored_.width_px = info_.image_width;
    stored_.height_px = info_.image_height;
    description_.format = FileFormat::kJpeg;
    description_.file_channels = info_.num_components;
    description_.jpeg_quality = Quality();

    for (auto* marker = info_.marker_list; marker != nullptr; marker = marker->next) {
      const std::span<const std::uint8_t> data(marker->data, marker->data_length);
      if (marker->marker != JPEG_APP0 + 1 || data.size() < 6 ||
          !std::equal(data.begin(), data.begin() + 4, "Exif")) {
        continue;
      }
      auto exif = ReadExif(data);
      stored_.orientation = exif.orientation;
      description_.exif = std::move(exif.fields);
      description_.dpi = exif.dpi;
      break;
    }
    description_.exif_orientation = stored_.orientation;
    if (info_.saw_JFIF_marker && info_.density_unit != 0) {
      description_.dpi = info_.X_density * (info_.density_unit == 2 ? 2.54 : 1.0);
    }
  }

  int Quality() const {
    const auto table = [&](int component) -> const JQUANT_TBL* {
      return info_.quant_tbl_ptrs[std::clamp(info_.comp_info[component].quant_tbl_no, 0, NUM_QUANT_TBLS - 1)];
    };
    const auto copy = [](const JQUANT_TBL& from) {
      QuantTable to;
      std::copy(std::begin(from.quantval), std::end(from.quantval), to.begin());
      return to;
    };
    const auto* luma = table(0);
    if (luma == nullptr) return 0;
    const auto* chroma = info_.jpeg_color_space == JCS_YCbCr ? table(1) : nullptr;
    const bool own_chroma = chroma != nullptr && chroma != luma;
    return EstimateJpegQuality(copy(*luma), own_chroma ? std::optional(copy(*chroma)) : std::nullopt);
  }

  void MakeTransform() {
    transform_ = SrgbTransform::Make({icc_, icc_bytes_}, kind_);
    description_.converted_icc = transform_.has_value();
    const bool cmyk = kind_ == SampleKind::kCmyk || kind_ == SampleKind::kCmykInverted;
    if (cmyk && !transform_) transform_ = SrgbTransform::Make(DefaultCmykProfile(), kind_);
  }

  // A few rows on their way: straight into the picture where they can stay, through a strip otherwise.
  bool ReadStrip(UprightWriter& out) {
    const std::uint32_t y = info_.output_scanline;
    const std::uint32_t rows = std::min(kStripRows, info_.output_height - y);
    const std::size_t samples =
        std::size_t{info_.output_width} * static_cast<unsigned>(info_.output_components);
    const std::size_t rgb = std::size_t{info_.output_width} * 3;
    const bool direct = out.DirectRow(y) != nullptr && (!transform_ || samples == rgb);
    if (!direct) strip_.resize(kStripRows * samples);
    for (std::uint32_t row = 0; row < rows; ++row) {
      rows_[row] = direct ? out.DirectRow(y + row) : strip_.data() + row * samples;
    }
    rows_wanted_ = rows;
    for (rows_read_ = 0; rows_read_ == 0;) {
      if (!Guarded(&JpegDecoder::StepRows)) return false;
    }
    if (transform_) {
      if (!direct) converted_.resize(kStripRows * rgb);
      for (std::uint32_t row = 0; row < rows_read_; ++row) {
        transform_->Apply(rows_[row], direct ? rows_[row] : converted_.data() + row * rgb,
                          info_.output_width);
      }
    }
    if (!direct) out.Put(y, rows_read_, transform_ ? converted_.data() : strip_.data(), rgb);
    return true;
  }

  Error Failure(const std::string& part) const {
    switch (errors_.code) {
      case JERR_BAD_PRECISION:
      case JERR_SOF_UNSUPPORTED:
      case JERR_CONVERSION_NOTIMPL:
      case JERR_FRACT_SAMPLE_NOTIMPL:
      case JERR_CCIR601_NOTIMPL:
        return Error{ErrorCode::kUnsupported, "this kind of JPEG is not supported (" +
                                                  std::string(errors_.text) +
                                                  "): save it as a common 8-bit JPEG"};
      case JERR_BAD_PROGRESSION:
        return Error{ErrorCode::kInvalid,
                     "the JPEG is damaged: its progression is impossible or has more than " +
                         std::to_string(kMaxScans) + " scans"};
      case JERR_OUT_OF_MEMORY:
        return Error{ErrorCode::kLimit, "out of memory while the JPEG was decoded"};
      case JWRN_JPEG_EOF:
        if (part == "header")
          return Error{ErrorCode::kInvalid, "the JPEG is truncated: it ends within its header"};
        return Error{ErrorCode::kInvalid, "the JPEG is truncated: its data end" + Progressed()};
      default:
        return Error{ErrorCode::kInvalid, "the JPEG is damaged" +
                                              (part == "header" ? " in its header" : Progressed()) + " (" +
                                              errors_.text + ")"};
    }
  }

  // Where in the picture the data stopped making sense.
  std::string Progressed() const {
    if (info_.input_scan_number > 1) return " in scan " + std::to_string(info_.input_scan_number);
    const auto rows = std::max<unsigned>(info_.total_iMCU_rows, 1);
    return " after about " + std::to_string(std::min(info_.input_iMCU_row, rows) * 100 / rows) +
           " % of the picture";
  }

  std::span<const std::uint8_t> bytes_;
  Errors errors_;
  Progress progress_;
  jpeg_decompress_struct info_{};
  JOCTET* icc_ = nullptr;  // libjpeg mallocs it; freed by the destructor
  std::size_t icc_bytes_ = 0;
  SampleKind kind_ = SampleKind::kRgb;
  std::optional<SrgbTransform> transform_;
  std::vector<std::uint8_t> strip_, converted_;
  std::array<JSAMPROW, kStripRows> rows_{};
  JDIMENSION rows_wanted_ = 0, rows_read_ = 0;
};

}  // namespace

Result<std::unique_ptr<Decoder>> OpenJpeg(std::span<const std::uint8_t> bytes) {
  auto decoder = std::make_unique<JpegDecoder>(bytes);
  if (auto status = decoder->Open(); !status) return status.error();
  return std::unique_ptr<Decoder>(std::move(decoder));
}

}  // namespace certphoto
