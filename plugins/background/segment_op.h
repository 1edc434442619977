// person.segment: the network's word on where the person is.
#ifndef CERTPHOTO_BACKGROUND_SEGMENT_OP_H
#define CERTPHOTO_BACKGROUND_SEGMENT_OP_H

#include "certphoto/facts.hpp"
#include "facts.h"

namespace background {

struct Segment {
  static constexpr auto kind = CPH_KIND_ANALYZER;
  static constexpr auto id = "person.segment";
  static constexpr auto summary = "Probability of person, a network pixel each";
  static constexpr auto threading = CPH_INSTANCE_PARALLEL;
  static constexpr auto needs = cph::list(cph::fact::kSourceImage, kPhotoSmall);
  static constexpr auto gives = cph::list(cph::fact::kPersonMask);
  static constexpr auto models = cph::list("person.segmentation");

  explicit Segment(cph::Setup& setup) : network_(setup.model("person.segmentation")) {}

  void run(cph::Call& call) const;

 private:
  cph::Model network_;
};

}  // namespace background

#endif
