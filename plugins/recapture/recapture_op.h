// image.recapture: a photo of a screen or of a printed photo, by the patterns that these leave and by their
// edges.
#ifndef CERTPHOTO_PLUGINS_RECAPTURE_RECAPTURE_OP_H
#define CERTPHOTO_PLUGINS_RECAPTURE_RECAPTURE_OP_H

#include "certphoto/facts.hpp"
#include "head.h"

namespace certphoto::recapture {

struct Recapture {
  static constexpr auto kind = CPH_KIND_CHECK;
  static constexpr auto id = "image.recapture";
  static constexpr auto summary =
      "Photo of a screen or of a print, by moiré, halftone, and the edges round the picture";
  static constexpr auto threading = CPH_INSTANCE_PARALLEL;
  static constexpr auto needs = cph::list(cph::fact::kSourceImage, cph::fact::kSourceInfo);
  static constexpr auto kThresholds =
      cph::list("attack_review_score", "attack_max_score", "border_review_strength", "border_max_strength");
  static constexpr std::array rules{cph::rule("image.recapture", kThresholds)};
  static constexpr std::array notes{
      cph::note("screen", "照片像是翻拍屏幕，请由本人面对镜头现场拍摄",
                "this looks like a photo of a screen; be photographed yourself"),
      cph::note("print", "照片像是翻拍印刷的照片，请由本人面对镜头现场拍摄",
                "this looks like a photo of a printed photo; be photographed yourself"),
      cph::note("border", "照片四周有纸张、相框或屏幕的边缘，像是翻拍，请由本人面对镜头现场拍摄",
                "the edges of a sheet, a frame or a screen run round the picture, as on a photo of a photo; "
                "be photographed yourself"),
      cph::note("too_small", "照片太小，无法看出是否翻拍",
                "the photo is too small to tell whether it shows a screen or a print"),
  };

  void run(cph::Call& call) const;

 private:
  Spectra spectra_;
};

}  // namespace certphoto::recapture

#endif
