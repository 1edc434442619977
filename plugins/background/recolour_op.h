// background.recolour and background.cutout: the person over the spec's colour, or over nothing.
#ifndef CERTPHOTO_BACKGROUND_RECOLOUR_OP_H
#define CERTPHOTO_BACKGROUND_RECOLOUR_OP_H

#include "certphoto/facts.hpp"
#include "foreground.h"

namespace background {

struct Recolour {
  static constexpr auto kind = CPH_KIND_TRANSFORM;
  static constexpr auto id = "background.recolour";
  static constexpr auto summary =
      "Paints the background in the spec's colour; the person's own pixels stay as they are";
  static constexpr auto threading = CPH_INSTANCE_PARALLEL;
  static constexpr auto needs = cph::list(cph::fact::kPhotoImage, cph::fact::kPersonMatte);
  static constexpr auto gives = cph::list(cph::fact::kPhotoImage);
  static constexpr std::array params{cph::text(
      "colour", "spec", "\"spec\": background.r, .g and .b of the spec in force; or a colour as #RRGGBB")};

  explicit Recolour(cph::Setup& setup);
  void run(cph::Call& call) const;

 private:
  Paint paint_;
};

struct Cutout {
  static constexpr auto kind = CPH_KIND_TRANSFORM;
  static constexpr auto id = "background.cutout";
  static constexpr auto summary =
      "The person alone on transparent ground, old wall taken out of the edges' colour";
  static constexpr auto threading = CPH_INSTANCE_PARALLEL;
  static constexpr auto needs = cph::list(cph::fact::kPhotoImage, cph::fact::kPersonMatte);
  static constexpr auto gives = cph::list(cph::fact::kPhotoImage);

  void run(cph::Call& call) const;
};

}  // namespace background

#endif
