// glasses.glare: light reflected by the lenses, over the eyes and elsewhere on them.
#ifndef CERTPHOTO_PLUGINS_GLASSES_GLARE_H
#define CERTPHOTO_PLUGINS_GLASSES_GLARE_H

#include <array>
#include <span>

#include "certphoto/facts.hpp"
#include "look.h"
#include "zones.h"

namespace certphoto::glasses {

// One lens. Shares are of the zones of zones.h; a highlight no larger than a catchlight in the pupil counts
// in neither.
struct LensGlare {
  double eye_share = 0;   // of the eye zone
  double lens_share = 0;  // of the rest of the lens zone
  cph::Rect where;        // around all highlights, source px; empty without any
};

// `level`: luma, 0..255, from which a pixel is a highlight.
[[nodiscard]] LensGlare measure_glare(const cph::ImageView& photo, std::span<const float> mesh, Side side,
                                      double level);

struct Glare {
  static constexpr auto kind = CPH_KIND_CHECK;
  static constexpr auto id = "glasses.glare";
  static constexpr auto summary = "No glare on the lenses, least of all over the eyes";
  static constexpr auto threading = CPH_INSTANCE_PARALLEL;
  static constexpr auto needs = cph::list(cph::fact::kSourceImage, cph::fact::kFaceMesh, kLook);
  static constexpr auto kThresholds = cph::list("eye_zone_max_share", "lens_review_share", "highlight_level");
  static constexpr std::array rules{cph::rule("glasses.glare", kThresholds)};
  static constexpr std::array notes{
      cph::note("glare_left_eye", "左侧镜片（画面左侧）反光遮住眼睛",
                "glare on the lens at the picture's left covers the eye"),
      cph::note("glare_right_eye", "右侧镜片（画面右侧）反光遮住眼睛",
                "glare on the lens at the picture's right covers the eye"),
      cph::note("glare_both_eyes", "两侧镜片反光遮住眼睛", "glare on both lenses covers the eyes"),
      cph::note("glare_on_lens", "镜片上有反光，需要人工确认",
                "there is glare on a lens, beside the eye; a person will look"),
      cph::note("glare_if_glasses", "眼部有强反光，像镜片反光，需要人工确认",
                "there is a highlight over an eye, as lenses make it; a person will look"),
      cph::note("no_glasses", "没有戴眼镜", "no glasses are worn"),
  };

  void run(cph::Call& call) const;
};

}  // namespace certphoto::glasses

#endif
