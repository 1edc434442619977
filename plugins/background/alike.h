// Where the person's own colours could pass for the wall's, so that colour cannot tell the two apart.
#ifndef CERTPHOTO_BACKGROUND_ALIKE_H
#define CERTPHOTO_BACKGROUND_ALIKE_H

#include <algorithm>
#include <cstdint>
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

// The mix of a wall's and a person's colour that is nearest to another colour: the person's share in it,
// 0..1, and the squared distance to it. A reddish ear beside dark hair is no mix of hair and wall.
struct Mix {
  float person, off;
};
[[nodiscard]] inline Mix nearest_mix(const std::uint8_t* colour, const float* wall, const float* person) {
  const float d[3] = {person[0] - wall[0], person[1] - wall[1], person[2] - wall[2]};
  const float i[3] = {colour[0] - wall[0], colour[1] - wall[1], colour[2] - wall[2]};
  const float length = d[0] * d[0] + d[1] * d[1] + d[2] * d[2];
  const float along = d[0] * i[0] + d[1] * i[1] + d[2] * i[2];
  const float t = length > 0 ? std::clamp(along / length, 0.0F, 1.0F) : 0.0F;
  float off = 0;
  for (int c = 0; c < 3; ++c) off += (i[c] - t * d[c]) * (i[c] - t * d[c]);
  return {t, off};
}

// 0 where `share` is a few highlights, 1 from a quarter on, where colour has next to no say.
[[nodiscard]] inline float ambiguity(float share) {
  const float a = (share - 0.05F) / 0.2F;
  return a < 0 ? 0 : a > 1 ? 1 : a;
}

}  // namespace background

#endif
