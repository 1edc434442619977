// output.format: the file as its bytes stand, against the spec.
#ifndef CERTPHOTO_OUTPUT_FORMAT_CHECK_H
#define CERTPHOTO_OUTPUT_FORMAT_CHECK_H

#include <optional>
#include <vector>

#include "certphoto/facts.hpp"
#include "jpeg_markers.h"

namespace certphoto::output {

struct FormatLimits {
  std::optional<double> width_px, height_px, dpi, bytes_min, bytes_max, quality_min;
  double components = 3, bits = 8;
};

struct FormatProblem {
  const char* note = nullptr;  // code of OutputFormat::notes
  double value = cph::kNone;
  const char* unit = nullptr;
  double limit_min = cph::kNone, limit_max = cph::kNone;
  std::vector<cph::NoteArg> args = {};
};

// Empty: all is as asked.
[[nodiscard]] std::vector<FormatProblem> JudgeFormat(const JpegMarkers& file, double bytes,
                                                     const FormatLimits& limits);

struct OutputFormat {
  static constexpr auto kind = CPH_KIND_CHECK;
  static constexpr auto id = "output.format";
  static constexpr auto summary =
      "Pixels, density, coding, quality and bytes of the finished file, read from its bytes";
  static constexpr auto threading = CPH_INSTANCE_PARALLEL;
  static constexpr auto needs = cph::list(cph::fact::kSourceFile);
  static constexpr auto kThresholds = cph::list("components", "bits_per_component");
  static constexpr auto rules = std::array{cph::rule("output.format", kThresholds)};
  static constexpr auto notes = std::array{
      cph::note("good", "{width}×{height} 像素，{dpi} dpi，质量 {quality}，{bytes} 字节",
                "{width}×{height} px, {dpi} dpi, quality {quality}, {bytes} bytes"),
      cph::note("not_jpeg", "文件不是完整的 JPEG：{reason}", "not a whole JPEG file: {reason}"),
      cph::note("wrong_pixels", "像素为 {width}×{height}，要求 {wanted_width}×{wanted_height}",
                "{width}×{height} px, {wanted_width}×{wanted_height} is asked for"),
      cph::note("wrong_dpi", "分辨率标记为 {value} dpi，要求 {limit_min}",
                "marked {value} dpi, {limit_min} is asked for"),
      cph::note("wrong_colour",
                "颜色为 {components} 通道 {bits} 位，要求 {wanted_components} 通道 {wanted_bits} 位",
                "{components} components of {bits} bits, {wanted_components} of {wanted_bits} are asked for"),
      cph::note("not_baseline", "不是基线（baseline）JPEG，部分系统无法读取",
                "not baseline JPEG: some receivers cannot read it"),
      cph::note("quality_low", "JPEG 质量约为 {value}，至少要求 {limit_min}",
                "JPEG quality about {value}, at least {limit_min} is asked for"),
      cph::note("too_few_bytes",
                "文件只有 {value} 字节，至少要求 {limit_min}；画面内容过于简单，压缩质量已无法再提高",
                "{value} bytes, at least {limit_min} are asked for: the picture is too plain to fill them at "
                "any quality"),
      cph::note("too_many_bytes", "文件有 {value} 字节，最多允许 {limit_max}；再压缩就会低于质量要求",
                "{value} bytes, at most {limit_max} are allowed: compressing further would break the least "
                "quality"),
      cph::note("metadata_left", "文件中带有拍摄信息或备注，不应随成品交付",
                "the file carries camera data or comments, which must not be handed on"),
  };

  void run(cph::Call& call) const;
};

}  // namespace certphoto::output

#endif
