// Light that glances off hair and passes for the wall.
#ifndef CERTPHOTO_BACKGROUND_GLINT_H
#define CERTPHOTO_BACKGROUND_GLINT_H

#include <opencv2/core.hpp>

namespace background {

// How far colour is not to be believed where it says that wall shows through hair, CV_32F, 0..1: highlights
// of the wall's hue that are brighter than the wall betray others that are not. `picture`: CV_8UC3. `person`:
// CV_8U, non-zero on the person; elsewhere the result is 0, as it is from row `body` on. `behind`: CV_32FC4,
// the wall's R, G, B and variance. `window`: side of the surroundings in px.
[[nodiscard]] cv::Mat find_glints(const cv::Mat& picture, const cv::Mat& person, const cv::Mat& behind,
                                  int body, int window);

}  // namespace background

#endif
