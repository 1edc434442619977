// image.compression: the file still holds the face, not the blocks of its coding.
#ifndef CERTPHOTO_PLUGINS_QUALITY_COMPRESSION_H
#define CERTPHOTO_PLUGINS_QUALITY_COMPRESSION_H

#include "certphoto/facts.hpp"

namespace certphoto::quality {

struct ImageCompression {
  static constexpr auto kind = CPH_KIND_CHECK;
  static constexpr auto id = "image.compression";
  static constexpr auto summary = "The JPEG quality of the file as received, by its quantisation tables";
  static constexpr auto threading = CPH_INSTANCE_PARALLEL;
  static constexpr auto needs = cph::list(cph::fact::kSourceInfo);
  static constexpr auto kThresholds = cph::list("quality_review_min", "quality_min");
  static constexpr std::array rules{cph::rule("image.compression", kThresholds)};
  static constexpr std::array notes{
      cph::note("compressed", "文件压缩过度（质量约 {value}），请发送原图，不要经聊天软件压缩",
                "the file is compressed too far (quality about {value}); send the original, not a copy from "
                "a chat"),
      cph::note("much_compressed", "文件压缩较多（质量约 {value}），需要人工确认",
                "the file is much compressed (quality about {value}); a person will look"),
  };
  void run(cph::Call& call) const;
};

}  // namespace certphoto::quality

#endif
