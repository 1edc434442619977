// photo.small: the photo shrunk once for all who look at the wall and the outline.
#ifndef CERTPHOTO_BACKGROUND_SMALL_OP_H
#define CERTPHOTO_BACKGROUND_SMALL_OP_H

#include "certphoto/facts.hpp"
#include "facts.h"
#include "matte.h"

namespace background {

struct Small {
  static constexpr auto kind = CPH_KIND_ANALYZER;
  static constexpr auto id = "photo.small";
  static constexpr auto summary = "The photo made smaller by a whole factor";
  static constexpr auto threading = CPH_INSTANCE_PARALLEL;
  static constexpr auto needs = cph::list(cph::fact::kSourceImage);
  static constexpr auto gives = cph::list(kPhotoSmall);

  void run(cph::Call& call) const;
};

// The fact as the working picture of `photo`; the pixels are the fact's, which `small` holds.
[[nodiscard]] Working working_of(const cph::ImageView& photo, const cph::ImageView& small);

}  // namespace background

#endif
