// image.colour: a colour photo, without a cast over the face.
#ifndef CERTPHOTO_PLUGINS_QUALITY_COLOUR_H
#define CERTPHOTO_PLUGINS_QUALITY_COLOUR_H

#include "certphoto/colour.hpp"
#include "certphoto/facts.hpp"

namespace certphoto::quality {

// How far a face's mean colour is from where skin of any tone lies under neutral light: outside of a* 5 to
// 25, b* 5 to 35 (ISO/IEC 29794-5 component 4B). What is green or blue counts from the box as everything
// else; the standard gives it the distance 100.
[[nodiscard]] double beyond_skin(const cph::Lab& face);

struct ImageColour {
  static constexpr auto kind = CPH_KIND_CHECK;
  static constexpr auto id = "image.colour";
  static constexpr auto summary = "A colour photo, the skin in natural colours";
  static constexpr auto threading = CPH_INSTANCE_PARALLEL;
  static constexpr auto needs = cph::list(cph::fact::kSourceImage, cph::fact::kFaceMesh);
  static constexpr auto kThresholds = cph::list("grey_chroma_max", "cast_review", "cast_max");
  static constexpr std::array rules{cph::rule("image.colour", kThresholds)};
  static constexpr std::array notes{
      cph::note("natural", "肤色自然", "natural skin colours"),
      cph::note("black_and_white", "这是黑白照片，请提交彩色照片",
                "this is a black and white photo; hand in one in colour"),
      cph::note(
          "cast", "照片偏色，脸色不自然，请在自然光或白光下重拍，不要使用滤镜",
          "the photo has a colour cast, the skin looks unnatural; retake it in daylight or white light, "
          "without a filter"),
      cph::note("slight_cast", "照片略微偏色，需要人工确认",
                "the photo has a slight colour cast; a person will look"),
  };
  void run(cph::Call& call) const;
};

}  // namespace certphoto::quality

#endif
