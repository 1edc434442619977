// The slope of the shoulders, from the upper edge of the person beside the neck.
#ifndef CERTPHOTO_PLUGINS_POSE_SHOULDERS_H
#define CERTPHOTO_PLUGINS_POSE_SHOULDERS_H

#include <optional>
#include <vector>

#include "certphoto/facts.hpp"

namespace certphoto::pose {

struct Shoulders {
  double tilt_deg = 0;                  // + : the picture's right shoulder is lower (clockwise)
  std::vector<cph::Point> left, right;  // the edge where it was read, source px, from the neck outwards
};

// Empty when the shoulders are not in the picture, or hair or things beside the neck hide their edge.
[[nodiscard]] std::optional<Shoulders> find_shoulders(const cph::ImageView& matte,
                                                      const cph::HeadOutline& head);

}  // namespace certphoto::pose

#endif
