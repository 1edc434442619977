// Where the person's own colours could pass for the wall's, so that colour cannot tell the two apart.
#ifndef CERTPHOTO_BACKGROUND_ALIKE_H
#define CERTPHOTO_BACKGROUND_ALIKE_H

#include <opencv2/core.hpp>

namespace background {

// Root mean square distance per channel, 8-bit levels, within which a pixel looks like the wall behind it.
inline constexpr float kAlike = 10.0F;

// How many times as far off what could be of the wall's colour may be: hair or cloth that a wall of that
// colour says nothing against.
inline constexpr float kCouldBe = 2.0F;

// How far the light on cloth may move it from its own colour, as a factor: of the white shirts of `london` 96
// % of the pixels are within 0.85 to 1.06 of the shirt's median, mean of 40 photos.
inline constexpr float kShade = 1.25F;

// 255 where `picture` (CV_8UC3) has the colour of `wall` (CV_32FC4: R, G, B, variance). From row `cloth_from`
// on also where it would have in another light: the wall's colour times a factor within 1 / kShade to kShade.
// `times`: how many times kAlike a colour may be off.
[[nodiscard]] cv::Mat looks_like_wall(const cv::Mat& picture, const cv::Mat& wall, int cloth_from,
                                      float times = 1);

// Of the person's core round each pixel, the share that looks like the wall: white shirt on a white wall,
// highlights in hair. Where it is high, colour says nothing. CV_32F; `window`: side in px.
[[nodiscard]] cv::Mat wall_alike_share(const cv::Mat& alike, const cv::Mat& person_core, int window);

// 0 where `share` is a few highlights, 1 from a quarter on, where colour has next to no say.
[[nodiscard]] inline float ambiguity(float share) {
  const float a = (share - 0.05F) / 0.2F;
  return a < 0 ? 0 : a > 1 ? 1 : a;
}

}  // namespace background

#endif
