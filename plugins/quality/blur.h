// How blurred a picture is, from its own strongest edges.
#ifndef CERTPHOTO_PLUGINS_QUALITY_BLUR_H
#define CERTPHOTO_PLUGINS_QUALITY_BLUR_H

#include <optional>
#include <span>

namespace certphoto::quality {

// Standard deviation of the Gaussian that edges look blurred with, in pixels, for edges that run up and down
// (`across`) and from side to side (`along`).
struct Blur {
  double across = 0, along = 0;
};

// After Zhuo and Sim, "Defocus map estimation from a single image", Pattern Recognition 44 (2011): an edge of
// blur s that is blurred again by s1 loses gradient by the factor R = sqrt(s^2 + s1^2) / s, whatever its
// height. The strongest edges are asked; empty when there are none (a flat picture). Right to a tenth
// from 1.2 px on; gradients over two pixels make smaller blurs read up to 0.2 px large. `luma`: width x
// height grey values, 0..255; at least 16 x 16.
[[nodiscard]] std::optional<Blur> estimate_blur(std::span<const float> luma, int width, int height);

}  // namespace certphoto::quality

#endif
