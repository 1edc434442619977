// clothes.contrast: the clothes can be told from the background that the finished photo gets.
#ifndef CERTPHOTO_PLUGINS_CLOTHES_CONTRAST_H
#define CERTPHOTO_PLUGINS_CLOTHES_CONTRAST_H

#include "certphoto/facts.hpp"
#include "certphoto/regions.hpp"

namespace certphoto::clothes {

struct ClothesContrast {
  static constexpr auto kind = CPH_KIND_CHECK;
  static constexpr auto id = "clothes.contrast";
  static constexpr auto summary = "Colour difference between the clothes and the background of the spec";
  static constexpr auto threading = CPH_INSTANCE_PARALLEL;
  static constexpr auto needs =
      cph::list(cph::fact::kSourceImage, cph::fact::kPersonRegions, cph::fact::kPersonRegionsFrame);
  static constexpr auto kThresholds = cph::list("delta_e_review", "delta_e_min");
  static constexpr std::array rules{cph::rule("clothes.contrast", kThresholds)};
  static constexpr std::array notes{
      cph::note("same_colour", "衣服颜色与成品背景几乎一样",
                "the clothes have nearly the colour of the finished background"),
      cph::note("similar_colour", "衣服颜色与成品背景比较接近，需要人工确认",
                "the clothes are close to the colour of the finished background; a person will look"),
      cph::note("different", "衣服颜色与成品背景区别明显",
                "the clothes stand out from the finished background"),
      cph::note("no_background", "规格没有规定背景颜色", "the spec states no background colour"),
      cph::note("no_clothes", "照片里看不到衣服", "no clothes are to be seen"),
  };
  void run(cph::Call& call) const;
};

}  // namespace certphoto::clothes

#endif
